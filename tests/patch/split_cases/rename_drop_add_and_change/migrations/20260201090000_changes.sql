-- Tomes, and no readers by name
ALTER TABLE public.books RENAME TO tomes;
ALTER TABLE public.tomes ADD COLUMN pages integer;
DROP TABLE public.loans;
ALTER TABLE public.readers DROP COLUMN name;
CREATE TABLE public.shelves (id bigint PRIMARY KEY, tome_id bigint REFERENCES public.tomes (id));
