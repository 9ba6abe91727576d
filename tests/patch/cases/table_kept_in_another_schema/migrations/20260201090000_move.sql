create schema library;
alter table public.books set schema library;
