-- Shelves are counted elsewhere now
ALTER TABLE public.books DROP COLUMN shelf;
DROP INDEX public.idx_books_title;
CREATE TABLE public.loans (id bigint PRIMARY KEY);
DROP TABLE public.readers;
