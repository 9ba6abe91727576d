CREATE TABLE public.readers (id bigint PRIMARY KEY, email text NOT NULL);
