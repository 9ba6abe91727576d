"""Tables as SQL: what CREATE TABLE says, and what is left to ALTER TABLE."""

from __future__ import annotations

from sotsync.schema import models as m
from sotsync.schema.origin import Origin
from sotsync.schema.render import (
    EXPORT,
    render_add_column,
    render_comments,
    render_schema,
    render_table,
)
from sotsync.text import Location


def _columns(*columns: m.Column) -> dict[str, m.Column]:
    return {column.name: column for column in columns}


def _orders() -> m.Table:
    constraints: tuple[m.Constraint, ...] = (
        m.PrimaryKey(name="orders_pkey", columns=("id",)),
        m.Unique(name="orders_code_key", columns=("code",)),
        m.ForeignKey(
            name="orders_user_id_fkey",
            columns=("user_id",),
            referenced_schema="auth",
            referenced_table="users",
            referenced_columns=("id",),
            on_delete=m.ReferentialAction.CASCADE,
        ),
        m.Check(name="orders_total_check", expression="total >= 0", comment="Never owed."),
        m.Unique(name="one_a_day", columns=("user_id", "day"), nulls_not_distinct=True),
        m.Check(name="later", expression="code <> ''", validated=False),
    )
    return m.Table(
        name="orders",
        schema_name="public",
        columns=_columns(
            m.Column(name="id", type="uuid", not_null=True, default="gen_random_uuid()"),
            m.Column(name="user_id", type="uuid", not_null=True),
            m.Column(name="code", type="text", not_null=True, collation='pg_catalog."C"'),
            m.Column(name="status", type="public.order_status", not_null=True, default="'new'"),
            m.Column(name="total", type="numeric(12,2)", comment="In euros."),
            m.Column(name="day", type="date", default="now() AT TIME ZONE 'utc'"),
            m.Column(name="tax", type="numeric", generated="total * 0.2"),
            m.Column(name="lazy", type="integer", generated="1 + 1", generated_virtual=True),
            m.Column(name="row", type="bigint", not_null=True, identity="ALWAYS"),
        ),
        constraints={constraint.name: constraint for constraint in constraints},
        comment="What people buy.",
    )


def test_a_table_reads_like_one_that_a_person_wrote() -> None:
    assert render_table(_orders()) == (
        "CREATE TABLE public.orders (\n"
        "  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),\n"
        "  user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,\n"
        '  code TEXT COLLATE pg_catalog."C" UNIQUE NOT NULL,\n'
        "  status order_status NOT NULL DEFAULT 'new',\n"
        "  total NUMERIC(12,2),\n"
        "  day DATE DEFAULT (now() AT TIME ZONE 'utc'),\n"
        "  tax NUMERIC GENERATED ALWAYS AS (total * 0.2) STORED,\n"
        "  lazy INTEGER GENERATED ALWAYS AS (1 + 1) VIRTUAL,\n"
        '  "row" BIGINT GENERATED ALWAYS AS IDENTITY,\n'
        "  CONSTRAINT orders_total_check CHECK (total >= 0),\n"
        "  CONSTRAINT one_a_day UNIQUE NULLS NOT DISTINCT (user_id, day)\n"
        ");"
    )


def test_an_export_spells_types_in_full() -> None:
    text = render_table(_orders(), style=EXPORT, without_constraints=("orders_user_id_fkey",))
    assert "status public.order_status NOT NULL DEFAULT 'new'," in text
    assert "user_id uuid NOT NULL," in text


def test_comments_follow_the_table_and_its_parts() -> None:
    assert render_comments(_orders()) == (
        "COMMENT ON TABLE public.orders IS 'What people buy.';",
        "COMMENT ON COLUMN public.orders.total IS 'In euros.';",
        "COMMENT ON CONSTRAINT orders_total_check ON public.orders IS 'Never owed.';",
    )


def test_keys_that_create_table_would_merge_are_left_to_alter_table() -> None:
    keys: tuple[m.Constraint, ...] = (
        m.Unique(name="t_a_key", columns=("a",)),
        m.PrimaryKey(name="t_pkey", columns=("a",)),
    )
    table = m.Table(
        name="t",
        schema_name="public",
        columns=_columns(m.Column(name="a", type="integer", not_null=True)),
        constraints={key.name: key for key in keys},
    )
    assert render_table(table) == "CREATE TABLE public.t (\n  a INTEGER PRIMARY KEY\n);"
    script = render_schema(m.Schema(tables={"public.t": table}))
    assert "ADD CONSTRAINT t_a_key UNIQUE (a);" in script


def test_serial_columns_are_told_from_columns_with_a_sequence() -> None:
    def column(name: str) -> m.Column:
        default = f"nextval('public.t_{name}_seq'::regclass)"
        return m.Column(name=name, type="integer", not_null=True, default=default)

    def sequence(name: str, *, is_serial: bool, cache: int = 1) -> m.Sequence:
        return m.Sequence(
            name=f"t_{name}_seq",
            schema_name="public",
            type="integer",
            cache=cache,
            owned_by=f"public.t.{name}",
            is_serial=is_serial,
        )

    table = m.Table(
        name="t", schema_name="public", columns=_columns(column("a"), column("b"), column("c"))
    )
    sequences = (
        sequence("a", is_serial=True),
        sequence("b", is_serial=False),
        sequence("c", is_serial=True, cache=9),
    )
    schema = m.Schema(
        tables={"public.t": table},
        sequences={f"public.{sequence.name}": sequence for sequence in sequences},
    )
    assert render_table(table, schema=schema) == (
        "CREATE TABLE public.t (\n"
        "  a SERIAL,\n"
        "  b INTEGER NOT NULL DEFAULT nextval('public.t_b_seq'::regclass),\n"
        "  c INTEGER NOT NULL DEFAULT nextval('public.t_c_seq'::regclass)\n"
        ");"
    )
    script = render_schema(schema)
    assert "CREATE SEQUENCE public.t_a_seq" not in script
    assert "ALTER SEQUENCE public.t_b_seq OWNED BY public.t.b;" in script


def test_tables_say_what_kind_they_are() -> None:
    def render(**fields: object) -> str:
        return render_table(
            m.Table.model_validate({"name": "t", "schema_name": "public", **fields})
        )

    assert render() == "CREATE TABLE public.t ();"
    assert render(is_unlogged=True) == "CREATE UNLOGGED TABLE public.t ();"
    assert render(options=("fillfactor=70",)).endswith("()\nWITH (fillfactor=70);")
    quoted = render(options=("x.by=a,b", "n=-1", "o=0.05", "v='1"))
    assert quoted.endswith("()\nWITH (x.by='a,b', n=-1, o=0.05, v='''1');")
    assert render(parents=("public.a", "public.b")).endswith("()\nINHERITS (public.a, public.b);")
    assert render(partition_key="RANGE (a)").endswith("()\nPARTITION BY RANGE (a);")
    assert render(parents=("public.p",), partition_bound="DEFAULT") == (
        "CREATE TABLE public.t PARTITION OF public.p DEFAULT;"
    )
    foreign = {"kind": m.TableKind.FOREIGN, "foreign_server": "far"}
    assert render(**foreign) == "CREATE FOREIGN TABLE public.t ()\nSERVER far;"
    assert render(**foreign, options=("a 'b'",)).endswith("SERVER far OPTIONS (a 'b');")


def test_partitions_say_only_what_differs_from_their_parent() -> None:
    parent = m.Table(
        name="p",
        schema_name="public",
        kind=m.TableKind.PARTITIONED,
        partition_key="LIST (a)",
        columns=_columns(
            m.Column(name="a", type="integer", default="1"), m.Column(name="b", type="text")
        ),
    )
    part = m.Table(
        name="c",
        schema_name="public",
        parents=("public.p",),
        partition_bound="FOR VALUES IN (1)",
        columns=_columns(
            m.Column(name="a", type="integer", is_inherited=True),
            m.Column(name="b", type="text", not_null=True, default="'x'", is_inherited=True),
        ),
    )
    schema = m.Schema(tables={"public.p": parent, "public.c": part})
    assert render_table(part, schema=schema) == (
        "CREATE TABLE public.c PARTITION OF public.p (\n"
        "  a DEFAULT NULL,\n"
        "  b NOT NULL DEFAULT 'x'\n"
        ") FOR VALUES IN (1);"
    )


def test_external_tables_get_only_what_migrations_add() -> None:
    added = m.Column(name="nick", type="text", origin=_created())
    users = m.Table(
        name="users",
        schema_name="auth",
        is_external=True,
        columns=_columns(m.Column(name="id", type="uuid"), added),
        constraints={"nick_ok": m.Check(name="nick_ok", expression="nick <> ''")},
    )
    script = render_schema(m.Schema(tables={"auth.users": users}))
    assert "CREATE TABLE" not in script
    assert render_add_column(users, added, EXPORT) in script
    assert "ADD COLUMN id" not in script
    assert "ALTER TABLE auth.users\n  ADD CONSTRAINT nick_ok CHECK (nick <> '');" in script


def _created() -> Origin:
    return Origin(created=Location("a.sql"))


def _pointing(name: str, target: str) -> m.Table:
    key = m.PrimaryKey(name=f"{name}_pkey", columns=("id",))
    foreign = m.ForeignKey(
        name=f"{name}_other_fkey",
        columns=("other",),
        referenced_schema="public",
        referenced_table=target,
        referenced_columns=("id",),
    )
    return m.Table(
        name=name,
        schema_name="public",
        columns={column: m.Column(name=column, type="bigint") for column in ("id", "other")},
        constraints={item.name: item for item in (key, foreign)},
    )


def test_foreign_keys_stand_beside_their_column_where_their_target_is_there() -> None:
    tables = {"public.b": _pointing("b", "a"), "public.a": _pointing("a", "a")}
    script = render_schema(m.Schema(tables=tables))
    assert "ALTER TABLE" not in script
    assert script.index("CREATE TABLE public.a") < script.index("CREATE TABLE public.b")


def test_foreign_keys_in_a_circle_are_added_when_both_tables_are_there() -> None:
    tables = {"public.a": _pointing("a", "b"), "public.b": _pointing("b", "a")}
    script = render_schema(m.Schema(tables=tables))
    assert script.count("ADD CONSTRAINT a_other_fkey") == 1
    assert script.index("CREATE TABLE public.b") < script.index("ADD CONSTRAINT a_other_fkey")
    assert "ADD CONSTRAINT b_other_fkey" not in script
