create table public.artists (id uuid primary key);
create table public.songs (
  id uuid primary key,
  artist_id uuid not null references public.artists (id),
  title text not null,
  length_seconds integer
);
create index songs_title on public.songs (title);
create index songs_artist on public.songs (artist_id, title);
