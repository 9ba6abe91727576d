CREATE TABLE public.doors (id bigint PRIMARY KEY);
