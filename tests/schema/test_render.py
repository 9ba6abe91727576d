"""Objects as SQL: the text that a person reads, statement by statement."""

from __future__ import annotations

import pytest

from sotsync.schema import models as m
from sotsync.schema.render import (
    render_add_constraint,
    render_comments,
    render_composite_type,
    render_domain,
    render_enum,
    render_extension,
    render_index,
    render_namespace,
    render_object_comments,
    render_policy,
    render_range_type,
    render_row_level_security,
    render_sequence,
    render_sequence_owner,
    render_view,
)
from sotsync.schema.render.style import render_default


def _columns(*columns: m.Column) -> dict[str, m.Column]:
    return {column.name: column for column in columns}


CONSTRAINTS = (
    (
        m.Check(name="c", expression="a > 0", validated=False, no_inherit=True),
        "CONSTRAINT c CHECK (a > 0) NO INHERIT NOT VALID",
    ),
    (
        m.Check(name="c", expression="a > 0", enforced=False),
        "CONSTRAINT c CHECK (a > 0) NOT ENFORCED",
    ),
    (
        m.PrimaryKey(name="Key", columns=("a", "B"), include=("c",)),
        'CONSTRAINT "Key" PRIMARY KEY (a, "B") INCLUDE (c)',
    ),
    (
        m.Unique(name="u", columns=("a",), deferrable=True, initially_deferred=True),
        "CONSTRAINT u UNIQUE (a) DEFERRABLE INITIALLY DEFERRED",
    ),
    (
        m.ForeignKey(
            name="f",
            columns=("a", "b"),
            referenced_schema="public",
            referenced_table="t",
            referenced_columns=("x", "y"),
            on_update=m.ReferentialAction.SET_NULL,
            on_delete=m.ReferentialAction.SET_DEFAULT,
            on_delete_columns=("b",),
            match_full=True,
            deferrable=True,
        ),
        (
            "CONSTRAINT f FOREIGN KEY (a, b)\n    REFERENCES public.t(x, y) MATCH FULL"
            " ON UPDATE SET NULL ON DELETE SET DEFAULT (b) DEFERRABLE"
        ),
    ),
    (
        m.ForeignKey(name="f", columns=("a",), referenced_schema="s", referenced_table="T"),
        'CONSTRAINT f FOREIGN KEY (a) REFERENCES s."T"',
    ),
    (
        m.Exclusion(
            name="x",
            method="gist",
            keys=(m.IndexKey(column="a", operator="="), m.IndexKey(expression="b", operator="&&")),
            include=("c",),
            predicate="NOT d",
        ),
        "CONSTRAINT x EXCLUDE USING gist (a WITH =, (b) WITH &&) INCLUDE (c) WHERE (NOT d)",
    ),
)


@pytest.mark.parametrize(("constraint", "clause"), CONSTRAINTS)
def test_constraints_are_added_by_name(constraint: m.Constraint, clause: str) -> None:
    statement = render_add_constraint("public.t", constraint)
    assert statement == f"ALTER TABLE public.t\n  ADD {clause};"


INDEXES = (
    (
        m.Index(name="i", keys=(m.IndexKey(column="a"),)),
        "CREATE INDEX i ON public.t(a);",
    ),
    (
        m.Index(
            name="i",
            is_unique=True,
            keys=(
                m.IndexKey(column="a", descending=True, nulls_first=True),
                m.IndexKey(column="b", descending=True),
                m.IndexKey(column="c", nulls_first=True),
            ),
            nulls_not_distinct=True,
        ),
        (
            "CREATE UNIQUE INDEX i ON public.t(a DESC, b DESC NULLS LAST, c NULLS FIRST)"
            " NULLS NOT DISTINCT;"
        ),
    ),
    (
        m.Index(
            name="I",
            method="gin",
            keys=(m.IndexKey(expression="lower(a)", collation='"C"', operator_class="trgm_ops"),),
            include=("b",),
            options=("fastupdate=off",),
            predicate="a IS NOT NULL",
        ),
        (
            'CREATE INDEX "I" ON public.t USING gin ((lower(a)) COLLATE "C" trgm_ops)'
            " INCLUDE (b) WITH (fastupdate=off)\n  WHERE a IS NOT NULL;"
        ),
    ),
)


@pytest.mark.parametrize(("index", "statement"), INDEXES)
def test_indexes(index: m.Index, statement: str) -> None:
    assert render_index("public.t", index) == statement


def test_policies_stand_a_clause_a_line() -> None:
    policy = m.Policy(
        name="Own rows",
        command=m.PolicyCommand.UPDATE,
        is_permissive=False,
        roles=("authenticated", "current_user"),
        using="user_id = auth.uid()",
        with_check="true",
    )
    assert render_policy("public.orders", policy) == (
        'CREATE POLICY "Own rows"\n'
        "  ON public.orders\n"
        "  AS RESTRICTIVE\n"
        "  FOR UPDATE\n"
        "  TO authenticated, CURRENT_USER\n"
        "  USING (user_id = auth.uid())\n"
        "  WITH CHECK (true);"
    )
    assert render_policy("public.t", m.Policy(name="all", using="true")) == (
        'CREATE POLICY "all"\n  ON public.t\n  USING (true);'
    )


def test_row_level_security_is_switched_on_and_forced() -> None:
    table = m.Table(name="t", schema_name="public", rls_enabled=True, rls_forced=True)
    assert render_row_level_security(table) == (
        "ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;",
        "ALTER TABLE public.t FORCE ROW LEVEL SECURITY;",
    )
    assert render_row_level_security(m.Table(name="t", schema_name="public")) == ()


def test_types_schemas_and_extensions() -> None:
    enum = m.Enum(name="Mood", schema_name="public", labels=("good", "it's"))
    assert render_enum(enum) == "CREATE TYPE public.\"Mood\" AS ENUM ('good', 'it''s');"
    address = m.CompositeType(
        name="address",
        schema_name="public",
        attributes=(
            m.CompositeAttribute(name="street", type="text"),
            m.CompositeAttribute(name="at", type="timestamp with time zone"),
        ),
    )
    assert render_composite_type(address) == (
        "CREATE TYPE public.address AS (\n  street TEXT,\n  at TIMESTAMPTZ\n);"
    )
    nothing = m.CompositeType(name="nothing", schema_name="public")
    assert render_composite_type(nothing) == "CREATE TYPE public.nothing AS ();"
    span = m.RangeType(name="span", schema_name="public", options=("subtype = date",))
    assert render_range_type(span) == "CREATE TYPE public.span AS RANGE (subtype = date);"
    assert render_namespace(m.Namespace(name="App")) == 'CREATE SCHEMA IF NOT EXISTS "App";'
    extension = m.Extension(name="uuid-ossp", schema_name="extensions")
    expected = 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;'
    assert render_extension(extension) == expected
    assert render_extension(m.Extension(name="a")) == "CREATE EXTENSION IF NOT EXISTS a;"


def test_domains_add_checks_that_are_not_valid_afterwards() -> None:
    domain = m.Domain(
        name="mail",
        schema_name="public",
        base_type="text",
        collation='"C"',
        default="'a' IS NULL",
        not_null=True,
        checks=(
            m.DomainCheck(name="ok", expression="VALUE <> ''"),
            m.DomainCheck(name="late", expression="VALUE <> 'x'", validated=False),
        ),
    )
    assert render_domain(domain) == (
        "CREATE DOMAIN public.mail AS TEXT\n"
        '  COLLATE "C"\n'
        "  DEFAULT ('a' IS NULL)\n"
        "  NOT NULL\n"
        "  CONSTRAINT ok CHECK (VALUE <> '');\n"
        "ALTER DOMAIN public.mail ADD CONSTRAINT late CHECK (VALUE <> 'x') NOT VALID;"
    )


def test_sequences_say_what_is_not_the_default() -> None:
    plain = m.Sequence(name="s", schema_name="public")
    assert render_sequence(plain) == "CREATE SEQUENCE public.s;"
    assert render_sequence_owner(plain) is None
    tuned = m.Sequence(
        name="s",
        schema_name="public",
        type="integer",
        start=10,
        increment=2,
        minimum=1,
        maximum=99,
        cache=5,
        cycles=True,
        owned_by='public.t."Id"',
    )
    assert render_sequence(tuned) == (
        "CREATE SEQUENCE public.s AS integer INCREMENT BY 2 MINVALUE 1 MAXVALUE 99"
        " START WITH 10 CACHE 5 CYCLE;"
    )
    assert render_sequence_owner(tuned) == 'ALTER SEQUENCE public.s OWNED BY public.t."Id";'


VIEWS = (
    (
        m.View(name="v", schema_name="public", definition="SELECT 1 AS one"),
        "CREATE VIEW public.v AS\nSELECT 1 AS one;",
    ),
    (
        m.View(
            name="v",
            schema_name="public",
            definition="SELECT 1 AS one",
            options=("security_invoker=true",),
            check_option="CASCADED",
        ),
        (
            "CREATE VIEW public.v WITH (security_invoker=true) AS\nSELECT 1 AS one\n"
            "WITH CASCADED CHECK OPTION;"
        ),
    ),
    (
        m.View(name="v", schema_name="public", definition="SELECT 1 AS one", is_materialized=True),
        "CREATE MATERIALIZED VIEW public.v AS\nSELECT 1 AS one;",
    ),
    (
        m.View(
            name="v",
            schema_name="public",
            columns=_columns(m.Column(name="n", type="integer")),
            definition="VALUES (1)",
            is_recursive=True,
        ),
        "CREATE RECURSIVE VIEW public.v (n) AS\nVALUES (1);",
    ),
)


@pytest.mark.parametrize(("view", "statement"), VIEWS)
def test_views(view: m.View, statement: str) -> None:
    assert render_view(view) == statement


def test_comments_on_what_is_no_relation() -> None:
    function = m.Function(name="f", schema_name="public", comment="Does.", body="")
    schema = m.Schema(
        namespaces={"app": m.Namespace(name="app", comment="Ours.")},
        extensions={"citext": m.Extension(name="citext", comment="Case.")},
        enums={"public.e": m.Enum(name="e", schema_name="public", labels=(), comment="E.")},
        domains={
            "public.d": m.Domain(name="d", schema_name="public", base_type="text", comment="D.")
        },
        sequences={"public.s": m.Sequence(name="s", schema_name="public", comment="S.")},
        functions={"public.f()": function},
    )
    assert render_object_comments(schema) == (
        "COMMENT ON SCHEMA app IS 'Ours.';",
        "COMMENT ON EXTENSION citext IS 'Case.';",
        "COMMENT ON TYPE public.e IS 'E.';",
        "COMMENT ON DOMAIN public.d IS 'D.';",
        "COMMENT ON SEQUENCE public.s IS 'S.';",
        "COMMENT ON FUNCTION public.f() IS 'Does.';",
    )


@pytest.mark.parametrize(
    ("kind", "word"),
    [(m.TableKind.TABLE, "TABLE"), (m.TableKind.FOREIGN, "FOREIGN TABLE")],
)
def test_comments_name_the_kind_of_table(kind: m.TableKind, word: str) -> None:
    table = m.Table(name="t", schema_name="public", kind=kind, comment="x", foreign_server="s")
    assert render_comments(table) == (f"COMMENT ON {word} public.t IS 'x';",)


@pytest.mark.parametrize(
    ("expression", "clause"),
    [
        ("now()", "DEFAULT now()"),
        ("'a and b'", "DEFAULT 'a and b'"),
        ("a AND b", "DEFAULT (a AND b)"),
        ("f(a AND b)", "DEFAULT f(a AND b)"),
        ("x[1 IN (1)]", "DEFAULT x[1 IN (1)]"),
        ("'a' COLLATE \"C\"", "DEFAULT ('a' COLLATE \"C\")"),
    ],
)
def test_defaults_stand_in_parentheses_where_the_grammar_asks(expression: str, clause: str) -> None:
    assert render_default(expression) == clause
