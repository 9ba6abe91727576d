"""Synthetic migration histories of any length, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

__all__ = ["history"]

_TYPES = ("text", "integer", "uuid", "timestamptz", "jsonb", "numeric(12,2)", "boolean")


def history(files: int, *, seed: int = 1) -> Iterator[tuple[str, str]]:
    """File names and texts: a third create a table, the others change one that is there."""
    # ruff: noqa: S311 - nothing here is secret, and the same seed shall give the same files.
    chance = random.Random(seed)
    tables: list[str] = []
    for number in range(files):
        is_new = not tables or chance.random() < 1 / 3
        if is_new:
            tables.append(f"table_{number}")
            text = _creation(tables[-1], chance)
        else:
            text = _change(chance.choice(tables), number, chance)
        yield f"{20200101000000 + number:014}_step_{number}.sql", text


def _creation(table: str, chance: random.Random) -> str:
    columns = "".join(
        f"  column_{index} {chance.choice(_TYPES)},\n" for index in range(chance.randint(3, 12))
    )
    return (
        f"-- Create {table}\n"
        f"CREATE TABLE public.{table} (\n"
        "  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),\n"
        f"{columns}"
        "  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,\n"
        "  created_at timestamptz NOT NULL DEFAULT now()\n"
        ");\n"
        f"CREATE INDEX {table}_user_idx ON public.{table} (user_id);\n"
        f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY;\n"
        f'CREATE POLICY "Own {table}" ON public.{table} FOR SELECT TO authenticated\n'
        "  USING ((SELECT auth.uid()) = user_id);\n"
        f"COMMENT ON TABLE public.{table} IS 'Rows of {table}';\n"
    )


def _change(table: str, number: int, chance: random.Random) -> str:
    kind = chance.choice(_TYPES)
    return (
        f"ALTER TABLE public.{table} ADD COLUMN added_{number} {kind};\n"
        f"CREATE INDEX {table}_added_{number} ON public.{table} (added_{number});\n"
        f"COMMENT ON COLUMN public.{table}.added_{number} IS 'Added by step {number}';\n"
    )
