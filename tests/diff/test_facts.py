"""Names that PostgreSQL chooses, and types however they are spelled."""

from __future__ import annotations

import pytest

from sotsync.diff.facts import has_default_name, same_column, same_function, same_type
from sotsync.schema.models import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Function,
    IndexKey,
    PrimaryKey,
    Unique,
)

LONG = "a_table_with_a_name_that_is_far_too_long_for_its_constraints"


@pytest.mark.parametrize(
    ("constraint", "table", "is_default"),
    [
        (PrimaryKey(name="t_pkey", columns=("a",)), "t", True),
        (PrimaryKey(name="u_pkey", columns=("a",)), "t", False),
        (Unique(name="t_a_b_key", columns=("a", "b")), "t", True),
        (Unique(name="t_a_b_key1", columns=("a", "b")), "t", True),
        (Unique(name="t_a_key", columns=("a", "b")), "t", False),
        (Check(name="t_check", expression="a > b"), "t", True),
        (Check(name="t_a_check2", expression="a > b"), "t", True),
        (Check(name="positive", expression="a > b"), "t", False),
        (
            ForeignKey(
                name="t_a_fkey", columns=("a",), referenced_schema="public", referenced_table="u"
            ),
            "t",
            True,
        ),
        (
            Exclusion(name="t_a_expr_excl", keys=(IndexKey(column="a"), IndexKey(expression="b"))),
            "t",
            True,
        ),
        (PrimaryKey(name=f"{LONG[:58]}_pkey", columns=("a",)), LONG, True),
    ],
)
def test_names_that_postgresql_chooses(
    constraint: Constraint,
    table: str,
    is_default: bool,  # noqa: FBT001
) -> None:
    assert has_default_name(constraint, table) == is_default


@pytest.mark.parametrize(
    ("documented", "actual", "same"),
    [
        ("TIMESTAMPTZ(3)", "timestamp(3) with time zone", True),
        ("public.vector(3)", "vector(3)", True),
        ("a.b", "c.b", False),
        ("text", "citext", False),
    ],
)
def test_types_however_spelled(documented: str, actual: str, same: bool) -> None:  # noqa: FBT001
    assert same_type(documented, actual) == same
    assert same_type(actual, documented) == same


def test_columns_and_functions_as_wholes() -> None:
    documented = Column(name="a", type="status", default="'x'")
    actual = Column(name="a", type="public.status", default="'x'::public.status")
    assert same_column(documented, actual, "t")
    assert not same_column(documented, actual.model_copy(update={"not_null": True}), "t")
    function = Function(schema_name="public", name="f", returns="void", body="x")
    assert same_function(function, function.model_copy(update={"body": "x \n"}))
    assert same_function(function, function.model_copy(update={"body": None})) is False
