"""Which type a built-in function gives whatever its arguments are.

Source: PostgreSQL manual, "Functions and Operators".
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FIXED_RESULTS"]

_NAMES = {
    "bigint": "count row_number rank dense_rank nextval currval lastval pg_relation_size"
    " pg_total_relation_size pg_table_size regr_count txid_current",
    "boolean": "bool_and bool_or every starts_with pg_has_role has_table_privilege isfinite"
    " jsonb_path_exists jsonb_exists overlaps is_normalized pg_try_advisory_lock"
    " has_schema_privilege has_column_privilege isempty lower_inc upper_inc like_escape"
    " pg_advisory_xact_lock_shared json_exists",
    "date": "make_date to_date",
    "double precision": "percent_rank cume_dist percentile_cont date_part random ts_rank"
    " ts_rank_cd pi corr degrees radians regr_slope sin cos atan2 acos asin tan cbrt",
    "real": "similarity word_similarity",
    "integer": "length char_length character_length octet_length bit_length array_length"
    " cardinality array_position jsonb_array_length json_array_length ntile position strpos ascii"
    " pg_backend_pid array_upper array_lower grouping num_nonnulls num_nulls regexp_count"
    " width_bucket array_ndims",
    "interval": "age make_interval justify_days justify_hours justify_interval",
    "json": "json_agg json_build_object json_build_array to_json row_to_json json_object_agg"
    " array_to_json json_object json_strip_nulls",
    "jsonb": "jsonb_agg jsonb_build_object jsonb_build_array to_jsonb jsonb_object_agg"
    " jsonb_object jsonb_strip_nulls jsonb_path_query jsonb_path_query_first"
    " jsonb_path_query_array jsonb_extract_path",
    "name": "current_database current_schema",
    "numeric": "extract to_number",
    "regclass": "to_regclass",
    "text": "lower upper btrim ltrim rtrim concat concat_ws substring substr replace format"
    " string_agg to_char split_part left right lpad rpad repeat reverse initcap md5 overlay chr"
    " array_to_string translate quote_ident quote_literal quote_nullable current_setting encode"
    " jsonb_typeof json_typeof regexp_replace pg_get_expr pg_get_constraintdef version to_hex"
    " pg_get_functiondef pg_get_viewdef jsonb_pretty obj_description col_description format_type"
    " set_config host pg_size_pretty jsonb_extract_path_text json_extract_path_text normalize"
    " regexp_substr quote_nullable unistr xmlserialize pg_get_indexdef pg_typeof_text",
    "timestamp without time zone": "make_timestamp",
    "timestamp with time zone": "now clock_timestamp statement_timestamp"
    " transaction_timestamp to_timestamp make_timestamptz",
    "tsquery": "to_tsquery plainto_tsquery websearch_to_tsquery phraseto_tsquery",
    "tsvector": "to_tsvector setweight strip",
    "uuid": "gen_random_uuid uuidv4 uuidv7",
    "bytea": "decode sha256 sha512 sha224 sha384 convert_to",
    "inet": "inet_client_addr inet_server_addr",
}

FIXED_RESULTS: Mapping[str, str] = {
    name: type_ for type_, names in _NAMES.items() for name in names.split()
}
"""The name of a function → the type of its result."""
