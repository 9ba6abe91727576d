DROP TABLE public.loans;
