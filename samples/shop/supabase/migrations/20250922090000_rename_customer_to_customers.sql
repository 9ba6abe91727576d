-- Every other table is plural; so is this one now. phone_no becomes phone, as the forms call it.

alter table public.customer rename to customers;
alter table public.customers rename column phone_no to phone;

alter table public.customers rename constraint customer_pkey to customers_pkey;
alter table public.customers rename constraint customer_tenant_id_key to customers_tenant_id_key;
alter table public.customers rename constraint customer_email_check to customers_email_check;
alter table public.customers rename constraint customer_tenant_id_fkey to customers_tenant_id_fkey;
alter table public.customers rename constraint customer_user_id_fkey to customers_user_id_fkey;
alter index public.customer_email_key rename to customers_email_key;
alter index public.idx_customer_user_id rename to idx_customers_user_id;
alter trigger set_customer_updated_at on public.customers rename to set_customers_updated_at;
