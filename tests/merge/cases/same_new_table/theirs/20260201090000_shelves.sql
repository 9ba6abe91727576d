CREATE TABLE public.shelves (id bigint PRIMARY KEY, room text NOT NULL);
