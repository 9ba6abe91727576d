CREATE TABLE t (id int PRIMARY KEY, name varchar(20) NOT NULL, n numeric(10, 2));
CREATE TABLE copy AS SELECT * FROM t;
CREATE TABLE derived AS SELECT id, upper(name) AS loud, n * 2 AS twice, count(*) OVER () AS c FROM t;
CREATE TABLE nothing AS SELECT 1 AS one, 'x'::text AS two, now() AS at WITH NO DATA;
SELECT id, name INTO chosen FROM t;
CREATE MATERIALIZED VIEW m AS SELECT name, sum(n) AS total, avg(id) AS mean FROM t GROUP BY name;
