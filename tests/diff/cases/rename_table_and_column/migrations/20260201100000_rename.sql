alter table public.customer rename to customers;
alter table public.customers rename column mail to email;
alter index public.customer_mail_lower rename to customers_email_lower;
