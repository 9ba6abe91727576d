"""Comparing two schemas: laws, and what renames and provenance do to a comparison."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotsync.diff.changes import Altered, Ghost, Renamed, Undocumented, change_adapter
from sotsync.diff.schemas import diff_schemas
from sotsync.schema.models import (
    Check,
    Column,
    Domain,
    Enum,
    ForeignKey,
    Function,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Trigger,
    Unique,
    View,
)
from sotsync.schema.origin import Origin
from sotsync.text import Location
from tests.diff.strategies import mutations, schemas

DOCUMENT = Location("SoT/SoT.ACTUAL_SCHEMA.md", 141, 3)
MIGRATION = Location("supabase/migrations/20260301_x.sql", 12, 1)


@settings(max_examples=40, deadline=None)
@given(schemas())
def test_nothing_differs_from_itself(schema: Schema) -> None:
    """diff(s, s) is empty."""
    assert diff_schemas(schema, schema) == ()


@settings(max_examples=40, deadline=None)
@given(schemas(), st.data())
def test_whatever_differs_is_named(schema: Schema, data: st.DataObject) -> None:
    """Every single difference gives at least one change, and every change names its object."""
    mutation = data.draw(st.sampled_from(list(mutations(schema))))
    for documented, actual in ((schema, mutation.schema), (mutation.schema, schema)):
        changes = diff_schemas(documented, actual)
        assert changes
        assert {change.object for change in changes} == {mutation.object}
        assert all(change_adapter.validate_python(change) == change for change in changes)


@settings(max_examples=40, deadline=None)
@given(schemas(), schemas())
def test_both_directions_agree_that_something_differs(one: Schema, other: Schema) -> None:
    assert bool(diff_schemas(one, other)) == bool(diff_schemas(other, one))


def users(*columns: Column, **fields: object) -> Schema:
    table = Table(schema_name="public", name="users", columns={c.name: c for c in columns})
    return Schema(tables={"public.users": table.model_copy(update=fields)})


def test_a_change_reads_like_a_sentence() -> None:
    documented = users(Column(name="email", type="text", origin=Origin(changed=DOCUMENT)))
    actual = users(Column(name="email", type="citext", origin=Origin(changed=MIGRATION)))
    [change] = diff_schemas(documented, actual)
    assert str(change) == (
        "SoT/SoT.ACTUAL_SCHEMA.md:141: public.users.email is documented as text; "
        "20260301_x.sql:12 made it citext"
    )


def test_without_provenance_the_sentence_still_stands() -> None:
    changes = diff_schemas(
        users(Column(name="email", type="text")), users(Column(name="email", type="citext"))
    )
    assert [str(change) for change in changes] == [
        "public.users.email is documented as text; the migrations made it citext"
    ]


@pytest.mark.parametrize(
    ("documented", "actual"),
    [
        (Column(name="a", type="int4"), Column(name="a", type="integer")),
        (Column(name="a", type="status"), Column(name="a", type="public.status")),
        (
            Column(name="a", type="text", default="'x'"),
            Column(name="a", type="text", default="'x'::text"),
        ),
        (
            Column(name="a", type="integer", default="nextval('public.users_a_seq'::regclass)"),
            Column(name="a", type="integer", default="nextval('public.people_a_seq'::regclass)"),
        ),
    ],
)
def test_spelling_is_no_difference(documented: Column, actual: Column) -> None:
    assert diff_schemas(users(documented), users(actual)) == ()


def test_a_sequence_of_ones_own_is_a_difference() -> None:
    documented = Column(name="a", type="integer", default="nextval('numbers'::regclass)")
    actual = Column(name="a", type="integer", default="nextval('users_a_seq'::regclass)")
    assert len(diff_schemas(users(documented), users(actual))) == 1


@pytest.mark.parametrize(
    ("documented", "actual"),
    [
        (
            PrimaryKey(name="users_pkey", columns=("a",)),
            PrimaryKey(name="people_pkey", columns=("a",)),
        ),
        (Unique(name="users_a_key", columns=("a",)), Unique(name="only", columns=("a",))),
        (Check(name="users_a_check", expression="a > 0"), Check(name="plus", expression="a > 0")),
        (
            ForeignKey(
                name="users_a_fkey",
                columns=("a",),
                referenced_schema="auth",
                referenced_table="users",
            ),
            ForeignKey(
                name="owner",
                columns=("a",),
                referenced_schema="auth",
                referenced_table="users",
                referenced_columns=("id",),
            ),
        ),
    ],
)
def test_a_name_left_to_postgresql_states_nothing(
    documented: Unique | PrimaryKey | Check | ForeignKey,
    actual: Unique | PrimaryKey | Check | ForeignKey,
) -> None:
    one = users(Column(name="a", type="integer"), constraints={documented.name: documented})
    other = users(Column(name="a", type="integer"), constraints={actual.name: actual})
    assert diff_schemas(one, other) == ()


def test_a_name_that_was_given_states_something() -> None:
    one = users(constraints={"mine": Unique(name="mine", columns=("a",))})
    other = users(constraints={"yours": Unique(name="yours", columns=("a",))})
    assert {type(change) for change in diff_schemas(one, other)} == {Ghost, Undocumented}


def test_one_rename_is_one_change() -> None:
    documented = Schema(
        tables={
            "public.customer": Table(
                schema_name="public",
                name="customer",
                columns={"mail": Column(name="mail", type="text")},
                constraints={
                    "customer_mail_check": Check(
                        name="customer_mail_check", expression="mail <> ''"
                    )
                },
                indexes={
                    "by_mail": Index(name="by_mail", keys=(IndexKey(expression="lower(mail)"),))
                },
            ),
            "public.orders": Table(
                schema_name="public",
                name="orders",
                parents=("public.customer",),
                constraints={
                    "fk": ForeignKey(
                        name="fk",
                        columns=("a",),
                        referenced_schema="public",
                        referenced_table="customer",
                        referenced_columns=("mail",),
                    )
                },
            ),
        },
        views={
            "public.mails": View(
                schema_name="public", name="mails", definition="SELECT mail FROM public.customer"
            )
        },
    )
    actual = Schema(
        tables={
            "public.customers": Table(
                schema_name="public",
                name="customers",
                origin=Origin(renamed_from=("customer",)),
                columns={
                    "email": Column(
                        name="email", type="text", origin=Origin(renamed_from=("mail",))
                    )
                },
                constraints={
                    "customer_mail_check": Check(
                        name="customer_mail_check", expression="email <> ''"
                    )
                },
                indexes={
                    "by_mail": Index(name="by_mail", keys=(IndexKey(expression="lower(email)"),))
                },
            ),
            "public.orders": Table(
                schema_name="public",
                name="orders",
                parents=("public.customers",),
                constraints={
                    "fk": ForeignKey(
                        name="fk",
                        columns=("a",),
                        referenced_schema="public",
                        referenced_table="customers",
                        referenced_columns=("email",),
                    )
                },
            ),
        },
        views={
            "public.mails": View(
                schema_name="public", name="mails", definition="SELECT email FROM public.customers"
            )
        },
    )
    changes = diff_schemas(documented, actual)
    assert [(type(change), change.object, change.documented) for change in changes] == [
        (Renamed, "public.customers", "public.customer"),
        (Renamed, "public.customers.email", "mail"),
    ]


def test_a_new_table_under_an_old_name_is_no_rename() -> None:
    """Where both names are documented, each table is compared with its own entry."""
    both = {
        "public.a": Table(schema_name="public", name="a", origin=Origin(renamed_from=("b",))),
        "public.b": Table(schema_name="public", name="b"),
    }
    assert diff_schemas(Schema(tables=both), Schema(tables=both)) == ()


def test_a_renamed_type_is_one_change() -> None:
    documented = Schema(
        enums={"public.mood": Enum(schema_name="public", name="mood", labels=("a",))}
    )
    renamed = Enum(
        schema_name="public", name="moods", labels=("a",), origin=Origin(renamed_from=("mood",))
    )
    changes = diff_schemas(documented, Schema(enums={"public.moods": renamed}))
    assert [type(change) for change in changes] == [Renamed]


def test_a_type_of_another_kind_is_a_difference() -> None:
    documented = Schema(enums={"public.t": Enum(schema_name="public", name="t", labels=("a",))})
    actual = Schema(domains={"public.t": Domain(schema_name="public", name="t", base_type="text")})
    [change] = diff_schemas(documented, actual)
    assert isinstance(change, Altered)
    assert (change.documented, change.actual) == ("enum", "domain")


def test_a_comment_on_a_type_is_compared() -> None:
    mood = Enum(schema_name="public", name="mood", labels=("a",))
    said = mood.model_copy(update={"comment": "How it feels"})
    [change] = diff_schemas(
        Schema(enums={"public.mood": mood}), Schema(enums={"public.mood": said})
    )
    assert (change.documented, change.actual) == (None, "How it feels")


def test_a_view_that_became_a_table_is_a_difference() -> None:
    view = View(schema_name="public", name="seen", definition="SELECT 1 AS one")
    table = Table(schema_name="public", name="seen")
    [change] = diff_schemas(
        Schema(views={"public.seen": view}), Schema(tables={"public.seen": table})
    )
    assert (change.code, change.documented, change.actual) == ("D005", "view", "table")


def test_the_margins_of_a_function_body_are_no_difference() -> None:
    def schema(body: str) -> Schema:
        function = Function(schema_name="public", name="f", returns="void", body=body)
        return Schema(functions={"public.f()": function})

    assert diff_schemas(schema("\nbegin\n  x;  \nend\n"), schema("\r\nbegin\r\n  x;\r\nend")) == ()
    assert diff_schemas(schema("begin x; end"), schema("begin y; end"))


def test_what_a_document_has_no_place_for_is_no_drift_of_it() -> None:
    actual = Schema(
        tables={
            "public.t": Table(
                schema_name="public",
                name="t",
                columns={"m": Column(name="m", type="public.mood")},
                triggers={
                    "touch": Trigger(
                        name="touch",
                        timing="BEFORE",
                        events=("UPDATE",),
                        function="public.touch",
                    )
                },
            ),
            "public.t_2026": Table(
                schema_name="public",
                name="t_2026",
                parents=("public.t",),
                partition_bound="FOR VALUES IN (2026)",
            ),
            "auth.users": Table(schema_name="auth", name="users", is_external=True),
        },
        enums={
            "public.mood": Enum(schema_name="public", name="mood", labels=("a",)),
            "public.spare": Enum(schema_name="public", name="spare", labels=("a",)),
        },
        functions={
            "public.touch()": Function(schema_name="public", name="touch", returns="trigger"),
            "public.spare()": Function(schema_name="public", name="spare", returns="void"),
        },
        sequences={"public.s": Sequence(schema_name="public", name="s")},
    )
    changes = diff_schemas(Schema(), actual, is_documentation=True)
    assert [change.object for change in changes] == ["public.mood", "public.t", "public.touch()"]
    assert len(diff_schemas(Schema(), actual)) == 6
