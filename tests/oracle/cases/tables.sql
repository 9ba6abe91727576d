CREATE TABLE customers (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  name varchar(120) NOT NULL,
  credit numeric(12, 2) DEFAULT 0 CHECK (credit >= 0),
  settings jsonb NOT NULL DEFAULT '{}',
  tags text[] DEFAULT '{}',
  flags int[] DEFAULT ARRAY[]::int[],
  is_active bool DEFAULT true,
  born date,
  code char(3),
  one "char",
  seen_at timestamptz(3) DEFAULT now(),
  created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "Mixed Case" int,
  "order" smallint DEFAULT -1,
  length double precision,
  ratio real,
  lasting interval DEFAULT '1 day',
  note text DEFAULT NULL,
  CONSTRAINT customers_name_not_blank CHECK (length(trim(name)) > 0)
);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
  parent_id bigint REFERENCES orders (id) ON DELETE SET NULL ON UPDATE RESTRICT,
  number int NOT NULL,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'placed', 'shipped')),
  placed_at timestamptz,
  UNIQUE (customer_id, number),
  CHECK (status <> 'placed' OR placed_at IS NOT NULL)
);
CREATE TABLE order_lines (
  order_id bigint REFERENCES orders (id),
  line int,
  sku text NOT NULL,
  PRIMARY KEY (order_id, line)
);
CREATE TABLE empty ();
CREATE TABLE defaults (
  a timestamp DEFAULT (now() AT TIME ZONE 'utc'),
  b boolean DEFAULT ((1 > 0) AND NOT false),
  c boolean DEFAULT ('a' IN ('a', 'b')),
  d text DEFAULT ('x' || 'y'),
  e boolean DEFAULT (now() IS NOT NULL),
  f text DEFAULT (CASE WHEN 1 > 0 AND 2 > 1 THEN 'y' ELSE 'n' END),
  g int DEFAULT (1 + 2) * 3,
  h boolean DEFAULT (1 = ANY (ARRAY[1, 2])),
  i date DEFAULT CURRENT_DATE + 7,
  j text DEFAULT 'at'::text
);
