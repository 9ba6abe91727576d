drop trigger trim_title on public.books;
drop function public.trim_title();
