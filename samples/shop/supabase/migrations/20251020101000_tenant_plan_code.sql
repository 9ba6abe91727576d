-- tenants.plan was a word; it is now a reference to billing.plans. Readers must use plan_code.

alter table public.tenants
  add column plan_code text not null default 'free';

update public.tenants set plan_code = plan;

alter table public.tenants
  add constraint tenants_plan_code_fkey
  foreign key (plan_code) references billing.plans (code) on update cascade;

alter table public.tenants drop column plan;

create index idx_tenants_plan_code on public.tenants (plan_code);
