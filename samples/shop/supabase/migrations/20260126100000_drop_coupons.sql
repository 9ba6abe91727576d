-- Promotions with a code do all that coupons did. Codes still in use were moved in October.

alter table public.orders drop column coupon_code;
drop table public.coupons;
