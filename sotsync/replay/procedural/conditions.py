"""The names of errors that EXCEPTION clauses can use for one error.

Source: PostgreSQL manual, "PostgreSQL Error Codes".
"""

from __future__ import annotations

__all__ = ["names_of"]

_CODES = {
    "active_sql_transaction": "25001",
    "ambiguous_function": "42725",
    "check_violation": "23514",
    "datatype_mismatch": "42804",
    "dependent_objects_still_exist": "2BP01",
    "division_by_zero": "22012",
    "duplicate_column": "42701",
    "duplicate_function": "42723",
    "duplicate_object": "42710",
    "duplicate_schema": "42P06",
    "duplicate_table": "42P07",
    "feature_not_supported": "0A000",
    "foreign_key_violation": "23503",
    "insufficient_privilege": "42501",
    "invalid_foreign_key": "42830",
    "invalid_function_definition": "42P13",
    "invalid_object_definition": "42P17",
    "invalid_parameter_value": "22023",
    "invalid_schema_name": "3F000",
    "invalid_table_definition": "42P16",
    "no_data_found": "P0002",
    "not_null_violation": "23502",
    "object_in_use": "55006",
    "object_not_in_prerequisite_state": "55000",
    "raise_exception": "P0001",
    "syntax_error": "42601",
    "too_many_rows": "P0003",
    "undefined_column": "42703",
    "undefined_function": "42883",
    "undefined_object": "42704",
    "undefined_table": "42P01",
    "unique_violation": "23505",
    "wrong_object_type": "42809",
}
_CLASSES = {
    "22": "data_exception",
    "23": "integrity_constraint_violation",
    "25": "invalid_transaction_state",
    "42": "syntax_error_or_access_rule_violation",
    "55": "object_not_in_prerequisite_state",
    "P0": "plpgsql_error",
}
_UNCATCHABLE = frozenset({"assert_failure", "query_canceled"})
"""What ``OTHERS`` leaves alone."""


def names_of(condition: str) -> frozenset[str]:
    """Every name that catches the condition: itself, its code, its class, and ``others``."""
    if condition in _UNCATCHABLE:
        return frozenset({condition})
    by_code = {code: name for name, code in _CODES.items()}
    name = by_code.get(condition, condition)
    code = _CODES.get(name, "")
    names = {name, code, _CLASSES.get(code[:2], ""), "others"}
    return frozenset(names - {""})
