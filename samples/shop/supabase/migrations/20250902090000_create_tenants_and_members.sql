-- Tenants, the people who work for them, and the profile of everyone who can sign in.
-- @implements DBT-001, DBT-002, DBT-201

create extension if not exists pg_trgm with schema extensions;

-- Helpers that policies call live here, out of reach of the API.
create schema if not exists private;
grant usage on schema private to authenticated, service_role;

do $$
begin
  if not exists (select 1 from pg_type where typname = 'member_role') then
    create type public.member_role as enum ('owner', 'staff');
  end if;
end
$$;

create or replace function public.set_updated_at()
returns trigger
language plpgsql
as $$
begin
  new.updated_at = now();
  return new;
end;
$$;

-- DBT-001
create table public.tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  slug text not null unique,
  plan text not null default 'free' check (plan in ('free', 'harbour', 'fleet')),
  billing_status text not null default 'trialing',
  max_products integer not null default 50,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenants_slug_format check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint tenants_billing_status_check
    check (billing_status in ('trialing', 'active', 'past_due', 'closed'))
);

-- DBT-002
create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  full_name text,
  avatar_url text,
  locale varchar(5) not null default 'en',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- DBT-201
create table public.members (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role public.member_role not null default 'staff',
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id)
);

create index idx_members_user_id on public.members (user_id);

create trigger set_tenants_updated_at
  before update on public.tenants
  for each row execute function public.set_updated_at();

create trigger set_profiles_updated_at
  before update on public.profiles
  for each row execute function public.set_updated_at();
