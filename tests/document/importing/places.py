"""Bring documents into a small shop's, and look at what became of each word."""

from __future__ import annotations

import re
from functools import cache

from sotsync.document.importing.models import Kind, Reason
from sotsync.document.importing.plan import Import, plan_import
from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.document.render.page import render_document
from sotsync.replay.engine import replay
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

__all__ = ["SHOP", "bring", "carried", "left", "shop", "shop_document", "words"]

SHOP = """\
CREATE TABLE public.users (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  full_name text,
  status text NOT NULL DEFAULT 'active',
  old_flag boolean,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX users_status_idx ON public.users (status);
ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Users see themselves" ON public.users FOR SELECT USING (true);
CREATE TABLE public.customer_orders (
  id bigint PRIMARY KEY,
  user_id uuid REFERENCES public.users (id),
  customer text,
  total numeric(10, 2)
);
ALTER TABLE public.customer_orders RENAME TO orders;
ALTER TABLE public.orders RENAME COLUMN customer TO client;
ALTER TABLE public.users DROP COLUMN old_flag;
CREATE TABLE public.legacy (id int);
DROP TABLE public.legacy;
CREATE TABLE public.tags (id int PRIMARY KEY, label text);
COMMENT ON TABLE public.tags IS 'Words that describe things';
COMMENT ON COLUMN public.tags.label IS 'What people read';
CREATE TABLE audit.users (id int);
CREATE VIEW public.active_users AS SELECT id, email FROM public.users;
"""


@cache
@cache
def shop() -> Replay:
    """The shop's database."""
    sql = "CREATE SCHEMA audit;\n" + SHOP
    return replay([Script(source=Source("20260101_shop.sql", sql), version="20260101")])


def shop_document(actual: Replay) -> Document:
    """The document that init writes of it."""
    return parse_document(Source("SoT.ACTUAL_SCHEMA.md", render_document(actual)))


def bring(text: str, *more: str, name: str = "old.md") -> Import:
    """What importing files of these texts would do; the first is called ``name``."""
    actual = shop()
    sources = [Source(name, text)]
    sources += [Source(f"more{number}.md", one) for number, one in enumerate(more)]
    return plan_import(_shop_document(), actual, sources)


@cache
def _shop_document() -> Document:
    return shop_document(shop())


def carried(found: Import) -> list[tuple[Kind, str, str, str]]:
    """Place, table, member and text of everything that is carried."""
    return [(one.kind, one.text.table, one.text.member, one.text.text) for one in found.carried]


def left(found: Import) -> list[tuple[Reason, str, str]]:
    """Reason, name and text of everything that is not."""
    return [(one.reason, one.name, one.text) for one in found.left]


def words(text: str) -> set[str]:
    """The words of a text."""
    return set(re.findall(r"\w+", text))
