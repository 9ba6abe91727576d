"""Synthetic migration histories of any length, the same for the same seed, valid on a server.

The mix is that of real Supabase projects: a table with its policies, indexes and trigger first,
then years of columns that are added, widened, renamed and dropped, and of keys, checks, views,
functions and enums around them.
"""

# ruff: noqa: S311 - nothing here is secret, and the same seed shall give the same files.
# ruff: noqa: S608 - the SQL is the product.

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["history"]

_TYPES = (
    *("text", "integer", "bigint", "uuid", "timestamptz", "jsonb", "numeric(12,2)", "boolean"),
    *("text[]", "date", "varchar(120)", "double precision", "bytea"),
)
_DEFAULTS = {
    "text": "''",
    "integer": "0",
    "jsonb": "'{}'::jsonb",
    "boolean": "false",
    "timestamptz": "now()",
}
_WIDER = {"integer": "bigint", "varchar(120)": "text", "numeric(12,2)": "numeric(14,4)"}
_TABLES_OF_ALL = 1 / 15
_FIRST_TABLES = 5


def history(files: int, *, seed: int = 1) -> Iterator[tuple[str, str]]:
    """File names and texts; about one file in fifteen creates a table."""
    made = _History(random.Random(seed))
    for number in range(files):
        kind, text = made.base() if number == 0 else made.step()
        yield f"{20200101000000 + number:014}_{kind}_{number}.sql", text


@dataclass
class _Table:
    name: str
    columns: dict[str, str] = field(default_factory=dict)
    indexes: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    triggers: list[str] = field(default_factory=list)


class _History:
    """What exists so far, and the next change to it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.tables: list[_Table] = []
        self.labels = ["draft", "active", "archived"]
        self.functions: list[str] = []
        self.views: list[str] = []
        self.count = 0

    def base(self) -> tuple[str, str]:
        return "base", (
            "-- What the tables share\n"
            "CREATE TYPE public.stage AS ENUM ('draft', 'active', 'archived');\n"
            "CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            "BEGIN\n  new.updated_at = now();\n  RETURN new;\nEND;\n$$;\n"
            "CREATE FUNCTION public.is_staff() RETURNS boolean LANGUAGE sql STABLE\n"
            "  AS $$ SELECT (auth.jwt() ->> 'role') = 'staff' $$;\n"
        )

    def step(self) -> tuple[str, str]:
        self.count += 1
        if len(self.tables) < _FIRST_TABLES or self.chance.random() < _TABLES_OF_ALL:
            return "create", self.create_table()
        [(kind, change)] = self.chance.choices(_CHANGES, weights=_WEIGHTS)
        return kind, change(self, self.chance.choice(self.tables))

    def create_table(self) -> str:
        table = _Table(f"thing_{self.count}")
        name = table.name
        lines = ["id uuid PRIMARY KEY DEFAULT gen_random_uuid()"]
        lines.append("user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE")
        lines.append("title text NOT NULL DEFAULT 'untitled; -- yet'")
        for number in range(self.chance.randint(3, 10)):
            table.columns[f"field_{number}"] = kind = self.chance.choice(_TYPES)
            lines.append(f"field_{number} {kind}{self._default(kind)}")
        if self.chance.random() < 1 / 2:
            lines.append("stage public.stage NOT NULL DEFAULT 'draft'")
        if self.tables and self.chance.random() < 2 / 3:
            parent = self.chance.choice(self.tables).name
            lines.append(f"parent_id uuid REFERENCES public.{parent}(id) ON DELETE SET NULL")
        lines.append("created_at timestamptz NOT NULL DEFAULT now()")
        lines.append("updated_at timestamptz NOT NULL DEFAULT now()")
        lines.append(f"CONSTRAINT {name}_title CHECK (char_length(title) BETWEEN 1 AND 200)")
        table.indexes = [f"{name}_user", f"{name}_recent"]
        table.policies = [f"Own {name}", f"Staff {name}"]
        table.triggers = [f"{name}_touch"]
        self.tables.append(table)
        return (
            f"CREATE TABLE public.{name} (\n  " + ",\n  ".join(lines) + "\n);\n"
            f"ALTER TABLE public.{name} ENABLE ROW LEVEL SECURITY;\n"
            f'CREATE POLICY "Own {name}" ON public.{name} FOR SELECT TO authenticated\n'
            "  USING ((SELECT auth.uid()) = user_id);\n"
            f'CREATE POLICY "Staff {name}" ON public.{name} TO authenticated\n'
            "  USING (public.is_staff()) WITH CHECK (public.is_staff());\n"
            f"CREATE INDEX {name}_user ON public.{name} (user_id);\n"
            f"CREATE INDEX {name}_recent ON public.{name} (created_at DESC)\n"
            "  WHERE updated_at IS NOT NULL;\n"
            f"CREATE TRIGGER {name}_touch BEFORE UPDATE ON public.{name}\n"
            "  FOR EACH ROW EXECUTE FUNCTION public.touch();\n"
            f"COMMENT ON TABLE public.{name} IS 'Rows of {name}; it''s made up';\n"
        )

    def _default(self, kind: str) -> str:
        if kind not in _DEFAULTS or self.chance.random() < 1 / 3:
            return ""
        not_null = " NOT NULL" if self.chance.random() < 1 / 2 else ""
        return f"{not_null} DEFAULT {_DEFAULTS[kind]}"

    def add_columns(self, table: _Table) -> str:
        actions = []
        for number in range(self.chance.randint(1, 3)):
            column = f"extra_{self.count}_{number}"
            table.columns[column] = kind = self.chance.choice(_TYPES)
            actions.append(f"  ADD COLUMN {column} {kind}{self._default(kind)}")
        return f"ALTER TABLE public.{table.name}\n" + ",\n".join(actions) + ";\n"

    def alter_column(self, table: _Table) -> str:
        if not table.columns:
            return self.add_columns(table)
        column = self.chance.choice(list(table.columns))
        kind = table.columns.pop(column)
        where = f"ALTER TABLE public.{table.name}"
        chosen = self.chance.random()
        if kind in _WIDER and chosen < 2 / 3:
            table.columns[column] = _WIDER[kind]
            return f"{where} ALTER COLUMN {column} TYPE {_WIDER[kind]};\n"
        if chosen < 1 / 3:
            return f"{where} DROP COLUMN IF EXISTS {column};\n"
        if chosen < 1 / 2:
            table.columns[f"renamed_{self.count}"] = kind
            return f"{where} RENAME COLUMN {column} TO renamed_{self.count};\n"
        table.columns[column] = kind
        if chosen < 2 / 3:
            return f"{where} ALTER {column} DROP DEFAULT, ALTER {column} DROP NOT NULL;\n"
        return f"COMMENT ON COLUMN public.{table.name}.{column} IS $c$It's {column}$c$;\n"

    def index(self, table: _Table) -> str:
        if table.indexes and self.chance.random() < 1 / 3:
            return f"DROP INDEX IF EXISTS public.{table.indexes.pop()};\n"
        table.indexes.append(f"index_{self.count}")
        return (
            f"CREATE INDEX IF NOT EXISTS index_{self.count} ON public.{table.name}\n"
            "  (user_id, lower(title)) INCLUDE (created_at) WHERE (title <> 'x;y');\n"
        )

    def policy(self, table: _Table) -> str:
        if not table.policies or self.chance.random() < 1 / 2:
            table.policies.append(f"policy {self.count}")
            return (
                f'CREATE POLICY "policy {self.count}" ON public.{table.name} AS RESTRICTIVE\n'
                "  FOR UPDATE TO anon, authenticated USING (user_id = auth.uid());\n"
            )
        name = table.policies.pop()
        if self.chance.random() < 1 / 2:
            return f'DROP POLICY IF EXISTS "{name}" ON public.{table.name};\n'
        table.policies.append(name)
        return f'ALTER POLICY "{name}" ON public.{table.name} TO authenticated, service_role;\n'

    def constraint(self, table: _Table) -> str:
        where, name = f"ALTER TABLE public.{table.name}", f"rule_{self.count}"
        if self.chance.random() < 1 / 2:
            return (
                f"{where} ADD CONSTRAINT {name} CHECK (title <> ALL (ARRAY['a', 'b;c'])) NOT VALID;"
                f"\n{where} VALIDATE CONSTRAINT {name};\n"
            )
        other = self.chance.choice(self.tables).name
        return (
            f"{where} ADD COLUMN link_{self.count} uuid;\n"
            f"{where} ADD CONSTRAINT {name} FOREIGN KEY (link_{self.count})\n"
            f"  REFERENCES public.{other} (id) ON DELETE SET NULL;\n"
            f"CREATE INDEX ON public.{table.name} (link_{self.count});\n"
        )

    def view(self, table: _Table) -> str:
        if self.views and self.chance.random() < 1 / 3:
            return f"DROP VIEW IF EXISTS public.{self.views.pop()};\n"
        self.views.append(f"view_{self.count}")
        return (
            f"CREATE OR REPLACE VIEW public.view_{self.count} WITH (security_invoker = true) AS\n"
            f"  SELECT x.id, x.title, u.email FROM public.{table.name} x\n"
            "  JOIN auth.users u ON u.id = x.user_id WHERE x.title <> ';';\n"
        )

    def function(self, table: _Table) -> str:
        if self.functions and self.chance.random() < 1 / 5:
            return f"DROP FUNCTION IF EXISTS public.{self.functions.pop()}(uuid, integer);\n"
        name = f"find_{self.count}"
        self.functions.append(name)
        return (
            f"CREATE OR REPLACE FUNCTION public.{name}(p_user uuid, p_limit integer DEFAULT 10)\n"
            "RETURNS TABLE (id uuid, title text) LANGUAGE plpgsql SECURITY DEFINER\n"
            "SET search_path = public AS $function$\nBEGIN\n"
            f"  RETURN QUERY SELECT x.id, x.title FROM public.{table.name} x LIMIT p_limit;\n"
            "END;\n$function$;\n"
            f"GRANT EXECUTE ON FUNCTION public.{name}(uuid, integer) TO authenticated;\n"
        )

    def enum(self, _table: _Table) -> str:
        label = f"stage_{self.count}"
        place = f" AFTER '{self.chance.choice(self.labels)}'"
        self.labels.append(label)
        return f"ALTER TYPE public.stage ADD VALUE IF NOT EXISTS '{label}'{place};\n"

    def block(self, _table: _Table) -> str:
        return (
            f"DO $$ BEGIN\n  CREATE TYPE public.kind_{self.count} AS ENUM ('a', 'b');\n"
            "EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n"
        )

    def trigger(self, table: _Table) -> str:
        if table.triggers:
            return f"DROP TRIGGER IF EXISTS {table.triggers.pop()} ON public.{table.name};\n"
        table.triggers.append(f"trigger_{self.count}")
        return (
            f"CREATE OR REPLACE TRIGGER trigger_{self.count} BEFORE UPDATE OF title\n"
            f"  ON public.{table.name} FOR EACH ROW WHEN (new.title IS NOT NULL)\n"
            "  EXECUTE FUNCTION public.touch();\n"
        )

    def rows(self, table: _Table) -> str:
        return f"UPDATE public.{table.name} SET title = 'it''s; -- fine' WHERE title IS NULL;\n"

    def rename_table(self, table: _Table) -> str:
        old, table.name = table.name, f"renamed_{self.count}"
        return f"ALTER TABLE public.{old} RENAME TO {table.name};\n"

    def drop_table(self, table: _Table) -> str:
        if len(self.tables) <= _FIRST_TABLES:
            return self.create_table()
        self.tables.remove(table)
        return f"DROP TABLE IF EXISTS public.{table.name} CASCADE;\n"


_CHANGES = (
    ("add", _History.add_columns),
    ("alter", _History.alter_column),
    ("index", _History.index),
    ("policy", _History.policy),
    ("function", _History.function),
    ("constraint", _History.constraint),
    ("view", _History.view),
    ("trigger", _History.trigger),
    ("enum", _History.enum),
    ("block", _History.block),
    ("rows", _History.rows),
    ("rename", _History.rename_table),
    ("drop", _History.drop_table),
)
_WEIGHTS = (25, 15, 10, 10, 10, 8, 6, 5, 2, 2, 4, 1, 1)
