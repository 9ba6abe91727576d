"""Expressions as projects write them, over one small schema of our own.

``bench`` holds one column of nearly every type that casts are about.
"""

from __future__ import annotations

SCHEMA = """
CREATE TYPE member_role AS ENUM ('owner', 'admin', 'editor', 'viewer');
CREATE TYPE task_state AS ENUM ('open', 'doing', 'done');
CREATE DOMAIN email_address AS text;
CREATE DOMAIN short_name AS varchar(40);
CREATE TABLE teams (
  id uuid PRIMARY KEY, name text NOT NULL, slug varchar(60) NOT NULL, plan varchar(20),
  seats integer NOT NULL, owner_id uuid NOT NULL, settings jsonb, is_public boolean,
  created_at timestamptz NOT NULL, deleted_at timestamptz
);
CREATE TABLE members (
  team_id uuid NOT NULL, user_id uuid NOT NULL, role member_role NOT NULL, status varchar(20),
  invited_by uuid, joined_at timestamptz, roles member_role[]
);
CREATE TABLE projects (
  id uuid PRIMARY KEY, team_id uuid NOT NULL, title varchar(120), visibility text,
  budget numeric(12,2), spent numeric(12,2), tags text[], starts_on date, ends_on date
);
CREATE TABLE tasks (
  id bigint PRIMARY KEY, project_id uuid NOT NULL, assignee_id uuid, state task_state,
  points smallint, estimate double precision, priority integer, labels varchar(30)[],
  due_at timestamp, updated_at timestamptz, details jsonb, parent_id bigint
);
CREATE TABLE bench (
  id bigint, small smallint, whole integer, big bigint, exact numeric, money numeric(10,2),
  single real, double double precision, word text, limited varchar(50), fixed char(3), label name,
  flag boolean, day date, moment timestamp, instant timestamptz, clock time, span interval,
  token uuid, doc json, data jsonb, raw bytea, words text[], limits varchar(10)[], numbers int[],
  role member_role, state task_state, email email_address, nick short_name, address inet,
  user_id uuid, team_id uuid, search tsvector
);
CREATE FUNCTION is_member(team uuid, wanted member_role) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT true $$;
CREATE FUNCTION has_plan(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT true $$;
CREATE FUNCTION rate(amount numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT 1.0 $$;
CREATE FUNCTION current_team() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT NULL::uuid $$;
"""

CONDITIONS = (
    "limited = 'active'",
    "limited IN ('draft', 'sent', 'paid')",
    "limited NOT IN ('draft', 'sent')",
    "limited <> 'x' AND word <> 'y'",
    "limited = word",
    "limited LIKE 'a%'",
    "limited ~ '^[a-z]+$'",
    "limited || word = 'ab'",
    "length(limited) > 3",
    "lower(limited) = lower(word)",
    "char_length(btrim(limited)) BETWEEN 1 AND 40",
    "coalesce(limited, 'none') <> 'none'",
    "coalesce(word, limited) IS NOT NULL",
    "nullif(limited, '') IS NOT NULL",
    "CASE limited WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END > 1",
    "limited IS DISTINCT FROM 'x'",
    "limited BETWEEN 'a' AND 'm'",
    "fixed = 'EUR'",
    "fixed IN ('EUR', 'USD')",
    "label = 'x'",
    "email ~* '^[^@]+@[^@]+$'",
    "email = 'a@example.com'",
    "nick <> ''",
    "nick IN ('root', 'admin')",
    "lower(nick) = nick",
    "role = 'owner'",
    "role IN ('owner', 'admin')",
    "role NOT IN ('viewer')",
    "role <> 'viewer' AND state = 'open'",
    "role >= 'editor'",
    "role = ANY (ARRAY['owner', 'admin']::member_role[])",
    "coalesce(role, 'viewer') = 'owner'",
    "CASE WHEN flag THEN role ELSE 'viewer' END = 'viewer'",
    "role::text = 'owner'",
    "role::text LIKE 'o%'",
    "state IS DISTINCT FROM 'done'",
    "state BETWEEN 'open' AND 'doing'",
    "'owner' = role",
    "small > 0",
    "small + 1 < whole",
    "whole > 0 AND whole <= 100",
    "whole IN (1, 2, 3)",
    "whole BETWEEN 1 AND 5",
    "whole NOT BETWEEN -5 AND 5",
    "whole = -1",
    "whole = '7'",
    "big > 0",
    "big = 5000000000",
    "big IN (1, 2)",
    "big * 2 > whole",
    "exact > 0",
    "exact >= 0.5",
    "exact = -1",
    "exact IN (1, 2.5)",
    "exact > whole",
    "exact * whole > 10",
    "whole / 2 > 1",
    "whole::numeric / 2 > 1",
    "money >= 0 AND money < 1000000.00",
    "money * 1.19 <= exact",
    "money::numeric(10,1) = exact",
    "round(money) = money",
    "round(exact, 2) = exact",
    "single > 0.5",
    "single * 2 > double",
    "double BETWEEN 0 AND 1",
    "double > whole",
    "double + exact > 1",
    "abs(double - 0.5) < 0.1",
    "whole % 2 = 0",
    "(whole + small) * 2 - big > 0",
    "flag",
    "NOT flag",
    "flag = true",
    "flag IS NOT TRUE",
    "flag IS FALSE OR flag IS UNKNOWN",
    "coalesce(flag, false)",
    "day > '2024-01-01'",
    "day >= CURRENT_DATE - 30",
    "day - CURRENT_DATE > 7",
    "day BETWEEN date '2024-01-01' AND date '2024-12-31'",
    "moment > '2024-01-01'",
    "moment < now() AT TIME ZONE 'utc'",
    "moment::date = day",
    "instant > now() - interval '24 hours'",
    "instant > now() - interval '7 days'",
    "instant > now() - '1 week'::interval",
    "instant <= CURRENT_TIMESTAMP",
    "date_trunc('day', instant) = date_trunc('day', now())",
    "extract(dow FROM day) NOT IN (0, 6)",
    "extract(epoch FROM (instant - now())) > 3600",
    "instant + span > now()",
    "span < '1 day'",
    "span BETWEEN '1 hour' AND '36 hours'",
    "clock >= '08:00'",
    "age(instant) > '1 year'",
    "token = '6F9619FF-8B86-D011-B42D-00C04FC964FF'",
    "token::text LIKE '6f%'",
    "token = user_id OR user_id IS NULL",
    "data ? 'a'",
    "data ?| ARRAY['a', 'b']",
    'data @> \'{"b": 1, "a": [1, 2]}\'',
    "data ->> 'kind' = 'x'",
    "data -> 'a' ->> 'b' = 'c'",
    "(data ->> 'n')::int > 3",
    "(data -> 'user' ->> 'id')::uuid = user_id",
    "data #>> '{a,b}' = 'x'",
    "jsonb_typeof(data -> 'list') = 'array'",
    "jsonb_array_length(data -> 'list') > 0",
    "data || '{\"a\": 1}' <> '{}'",
    "data <> '{}'::jsonb",
    "doc ->> 'a' IS NOT NULL",
    "words @> ARRAY['a']",
    "words && ARRAY['a', 'b']",
    "words <@ '{a,b}'",
    "words = '{}'",
    "'x' = ANY (words)",
    "limited = ANY (words)",
    "'x' = ANY (limits)",
    "array_length(words, 1) <= 10",
    "cardinality(numbers) > 0 AND numbers[1] > 5",
    "5 = ANY (numbers)",
    "search @@ to_tsquery('english', 'a & b')",
    ("to_tsvector('simple', coalesce(limited, '') || ' ' || coalesce(word, '')) @@ "
    "plainto_tsquery('x')"),
    "address << '10.0.0.0/8'",
    "(whole, big) = (1, 2)",
    "(day, day) OVERLAPS (date '2024-01-01', date '2024-02-01')",
    "num_nonnulls(word, limited, token) = 1",
    "regexp_replace(limited, '[^0-9]', '', 'g') <> ''",
    "substring(word from 1 for 3) = 'abc'",
    "position('a' in word) > 0",
    "trim(limited) <> ''",
    "trim(both 'x' from word) <> ''",
    "left(limited, 1) = 'a'",
    "split_part(limited, '-', 1) = word",
    "greatest(whole, 1) > least(big, 2)",
    "greatest(exact, 0) = exact",
    "coalesce(money, 0) + coalesce(exact, 0) > 0",
    "has_plan('pro')",
    "has_plan(limited)",
    "is_member(team_id, 'owner')",
    "is_member(team_id, role) OR has_plan(word)",
    "rate(whole) > 1",
    "rate(money) > rate(5)",
    "team_id = current_team()",
    "team_id = (SELECT current_team())",
    "word LIKE '%' || limited || '%'",
    "word NOT ILIKE 'a_c%' AND word !~ 'x'",
    "word COLLATE \"C\" < 'm'",
    "word = E'a\\nb'",
    "word = 'it''s'",
    "raw <> '\\x00'",
    "octet_length(raw) < 1024",
    "current_setting('app.team', true)::uuid = team_id",
    "nullif(current_setting('app.role', true), '')::member_role = role",
)  # fmt: skip
"""Conditions on a row of ``bench``."""

POLICIES = (
    ("teams", "owner_id = current_team()"),
    ("teams", "EXISTS (SELECT 1 FROM members WHERE team_id = teams.id AND role = 'owner')"),
    ("teams", "EXISTS (SELECT 1 FROM members m WHERE m.team_id = id AND m.status = 'active')"),
    (
        "teams",
        ("EXISTS (SELECT 1 FROM members m WHERE m.team_id = teams.id AND m.role IN ('owner', "
        "'admin'))"),
    ),
    ("teams", "id IN (SELECT team_id FROM members WHERE status = 'active')"),
    ("teams", "id IN (SELECT m.team_id FROM members m WHERE 'owner' = ANY (m.roles))"),
    ("teams", "is_public OR plan = 'free' OR seats > 1"),
    ("teams", "(SELECT count(*) FROM members m WHERE m.team_id = teams.id) < seats"),
    ("teams", "plan = ANY (ARRAY['free', 'pro'])"),
    ("teams", "id NOT IN (SELECT team_id FROM projects WHERE visibility = 'private')"),
    (
        "teams",
        "EXISTS (SELECT FROM projects p WHERE p.team_id = teams.id AND p.title = teams.slug)",
    ),
    ("members", "team_id IN (SELECT m.team_id FROM members m WHERE m.user_id = members.user_id)"),
    ("members", "(SELECT t.plan FROM teams t WHERE t.id = team_id) = 'pro' AND status = 'active'"),
    (
        "members",
        ("role = 'owner' OR EXISTS (SELECT 1 FROM teams WHERE id = team_id AND owner_id = "
        "user_id)"),
    ),
    ("members", "is_member(team_id, 'admin') AND role <> 'owner'"),
    ("projects", "visibility = 'public' OR is_member(team_id, 'viewer')"),
    (
        "projects",
        ("EXISTS (SELECT 1 FROM teams t JOIN members m ON m.team_id = t.id WHERE t.id = "
        "projects.team_id AND m.role = 'editor')"),
    ),
    (
        "projects",
        "EXISTS (SELECT 1 FROM teams JOIN members ON owner_id = user_id WHERE status = 'x')",
    ),
    (
        "projects",
        "team_id IN (SELECT id FROM teams WHERE plan IN ('pro', 'max') AND deleted_at IS NULL)",
    ),
    ("projects", "budget > (SELECT max(spent) FROM projects p WHERE p.team_id = projects.team_id)"),
    ("projects", "budget > (SELECT avg(seats) FROM teams)"),
    ("projects", "starts_on < ends_on AND title <> ''"),
    (
        "tasks",
        ("EXISTS (SELECT 1 FROM projects p, members m WHERE p.id = project_id AND m.team_id = "
        "p.team_id AND m.role = 'owner')"),
    ),
    (
        "tasks",
        ("project_id IN (SELECT p.id FROM projects p WHERE p.team_id IN (SELECT team_id FROM "
        "members WHERE role IN ('owner', 'admin')))"),
    ),
    ("tasks", "state <> 'done' AND assignee_id = (SELECT current_team())"),
    ("tasks", "EXISTS (SELECT 1 FROM tasks t WHERE t.id = tasks.parent_id AND t.state = 'open')"),
    ("tasks", "EXISTS (SELECT 1 FROM projects WHERE id = project_id AND budget > points * 100)"),
    (
        "tasks",
        ("EXISTS (SELECT 1 FROM (SELECT team_id AS team, role FROM members) m JOIN projects p ON "
        "p.team_id = m.team WHERE p.id = tasks.project_id AND m.role = 'owner')"),
    ),
    (
        "tasks",
        "(SELECT role FROM members WHERE user_id = assignee_id LIMIT 1) IN ('owner', 'admin')",
    ),
    ("tasks", "EXISTS (SELECT 1 FROM unnest(labels) label WHERE label = 'bug')"),
    ("tasks", "EXISTS (SELECT 1 FROM generate_series(1, 3) n WHERE n > points)"),
    ("tasks", "EXISTS (SELECT 1 FROM unnest(labels) AS l(name) WHERE l.name LIKE 'b%')"),
    ("tasks", "due_at < now() AND updated_at > now() - interval '90 minutes'"),
)  # fmt: skip

DEFAULTS = (
    ("text", "''"),
    ("varchar(20)", "'draft'"),
    ("char(3)", "'EUR'"),
    ("member_role", "'viewer'"),
    ("member_role[]", "'{viewer}'"),
    ("member_role[]", "ARRAY['viewer']::member_role[]"),
    ("integer", "0"),
    ("integer", "-1"),
    ("smallint", "1"),
    ("bigint", "0"),
    ("numeric", "0"),
    ("numeric(10,2)", "0.00"),
    ("real", "0.5"),
    ("double precision", "1.5"),
    ("boolean", "false"),
    ("boolean", "'t'"),
    ("text[]", "'{}'"),
    ("text[]", "'{\"a\",\"b c\"}'"),
    ("text[]", "ARRAY[]::text[]"),
    ("jsonb", "'{}'"),
    ("jsonb", "'{\"b\":1, \"a\":[true,null]}'"),
    ("json", "'{\"b\":1}'"),
    ("jsonb", "jsonb_build_object('a', 1)"),
    ("timestamptz", "now()"),
    ("timestamptz", "CURRENT_TIMESTAMP"),
    ("timestamp", "now()"),
    ("timestamp", "(now() AT TIME ZONE 'utc')"),
    ("timestamptz", "now() + interval '7 days'"),
    ("timestamptz", "timezone('utc'::text, now())"),
    ("timestamptz", "(now() + '24 hours'::interval)"),
    ("date", "CURRENT_DATE"),
    ("date", "'2024-01-31'"),
    ("timestamp", "'2024-01-31'"),
    ("interval", "'24 hours'"),
    ("interval", "'1 year 2 months 3 weeks'"),
    ("uuid", "gen_random_uuid()"),
    ("uuid", "'6F9619FF-8B86-D011-B42D-00C04FC964FF'"),
    ("uuid", "current_team()"),
    ("bytea", "''"),
    ("text", "md5(random()::text)"),
    ("text", "'INV-' || to_char(now(), 'YYYY')"),
    ("text", "lower('ABC'::varchar)"),
    ("email_address", "'nobody@example.com'"),
    ("short_name", "'x'"),
    ("numeric", "rate(5)"),
    ("boolean", "has_plan('pro')"),
)  # fmt: skip
"""The type of a column, and its default."""

VIEWS = (
    "SELECT id, name FROM teams WHERE plan = 'pro'",
    ("SELECT t.id, t.name, count(*) AS members FROM teams t JOIN members m ON m.team_id = "
    "t.id GROUP BY t.id, t.name"),
    "SELECT plan, sum(seats) AS seats FROM teams GROUP BY 1 ORDER BY 2 DESC",
    "SELECT slug, created_at FROM teams ORDER BY created_at DESC NULLS LAST LIMIT 10",
    ("SELECT m.user_id, p.title FROM members m LEFT JOIN projects p ON p.team_id = m.team_id "
    "WHERE m.role IN ('owner', 'admin')"),
    "SELECT title, coalesce(budget, 0) - coalesce(spent, 0) AS rest FROM projects",
    ("SELECT title, budget * 2 AS twice, budget / 3 AS third FROM projects WHERE visibility "
    "<> 'private'"),
    ("SELECT p.title, t.state, t.estimate FROM projects p, tasks t WHERE t.project_id = p.id "
    "AND t.points > 3"),
    ("SELECT date_trunc('month', updated_at) AS month, count(*) FILTER (WHERE state = "
    "'done') AS done FROM tasks GROUP BY month ORDER BY month"),
    ("WITH busy AS (SELECT assignee_id, count(*) AS open FROM tasks WHERE state <> 'done' "
    "GROUP BY assignee_id) SELECT assignee_id, open FROM busy WHERE open > 3"),
    ("SELECT id FROM teams WHERE plan = 'free' UNION ALL SELECT team_id FROM projects WHERE "
    "budget > 100"),
    "SELECT DISTINCT status FROM members WHERE status IS NOT NULL",
    ("SELECT t.name, (SELECT max(p.budget) FROM projects p WHERE p.team_id = t.id) AS "
    "largest FROM teams t"),
    ("SELECT t.id, x.open FROM teams t LEFT JOIN LATERAL (SELECT count(*) AS open FROM "
    "projects p WHERE p.team_id = t.id) x ON true"),
    "SELECT id, CASE WHEN plan = 'free' THEN 'none' ELSE plan END AS plan FROM teams",
    ("SELECT user_id, row_number() OVER (PARTITION BY team_id ORDER BY joined_at DESC) AS "
    "place FROM members"),
    ("SELECT s.team_id, s.total FROM (SELECT team_id, sum(budget) AS total FROM projects "
    "GROUP BY team_id) s WHERE s.total > 1000"),
    "SELECT team_id, role::text AS role FROM members",
    "SELECT team_id FROM members GROUP BY team_id HAVING count(*) > 5 AND max(status) = 'active'",
)  # fmt: skip

TRIGGERS = (
    ("teams", "NEW.plan IS DISTINCT FROM OLD.plan"),
    ("teams", "new.plan = 'pro' AND old.plan <> 'pro'"),
    ("tasks", "OLD.state <> 'done' AND NEW.state = 'done'"),
    ("tasks", "NEW.priority > 5 AND (OLD.* IS DISTINCT FROM NEW.*)"),
    ("projects", "NEW.spent > NEW.budget"),
)
"""The table, and the condition of an UPDATE trigger on it."""
