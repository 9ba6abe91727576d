ALTER TABLE public.books RENAME TO volumes;
