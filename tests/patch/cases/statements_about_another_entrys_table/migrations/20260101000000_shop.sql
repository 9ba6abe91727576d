-- Customers and what they order
CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers (id));
ALTER TABLE customers ADD COLUMN last_order int CONSTRAINT customers_last REFERENCES orders (id);
