-- Who has which book
CREATE TABLE public.loans (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  book_id uuid NOT NULL REFERENCES public.books (id) ON DELETE CASCADE,
  lent_on date NOT NULL DEFAULT current_date
);
CREATE INDEX loans_book_idx ON public.loans (book_id);
