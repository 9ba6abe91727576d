-- The first shelf
CREATE TABLE public.books (
  id bigint PRIMARY KEY,
  title text NOT NULL
);
CREATE TABLE public.readers (
  id bigint PRIMARY KEY,
  name text NOT NULL
);
CREATE TABLE public.loans (
  book_id bigint NOT NULL REFERENCES public.books (id),
  reader_id bigint NOT NULL REFERENCES public.readers (id),
  PRIMARY KEY (book_id, reader_id)
);
