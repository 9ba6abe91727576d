-- Sofort is gone and PostgreSQL cannot drop an enum value, so the type is swapped for a new one.

create type public.payment_method_new as enum ('card', 'paypal', 'klarna', 'bank_transfer');

alter table public.payments
  alter column method type public.payment_method_new
  using (
    case method::text
      when 'sofort' then 'klarna'
      else method::text
    end
  )::public.payment_method_new;

drop type public.payment_method;
alter type public.payment_method_new rename to payment_method;
