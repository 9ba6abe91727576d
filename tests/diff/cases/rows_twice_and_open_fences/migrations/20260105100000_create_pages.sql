create table public.pages (id uuid primary key, title text);
create table public.words (id uuid primary key, page_id uuid references public.pages (id));
