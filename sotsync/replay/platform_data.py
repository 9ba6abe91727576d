"""The objects of platforms and common extensions, one a line; read by :mod:`.platform`.

Notation: ``table schema.name(column type, …)`` with ``!`` behind a NOT NULL column and ``*`` behind
a primary key column, ``rls`` at the end where row security is on; ``enum name(label, …)``;
``function name(name type, …) result``; ``base``, ``composite`` and ``domain`` for other types.
Names without a schema belong to the extension's own.
"""

from __future__ import annotations

__all__ = ["EXTENSIONS", "FIXED_SCHEMAS", "SUPABASE", "SUPABASE_ROLES"]

SUPABASE_ROLES = """
postgres anon authenticated service_role authenticator dashboard_user pgbouncer supabase_admin
supabase_auth_admin supabase_storage_admin supabase_realtime_admin supabase_functions_admin
supabase_replication_admin supabase_read_only_user supabase_etl_admin supabase_privileged_role
pgsodium_keyholder pgsodium_keyiduser pgsodium_keymaker
"""

SUPABASE = """
schema auth
schema storage
schema extensions
schema graphql
schema graphql_public
schema realtime
schema _realtime
schema vault
schema pgbouncer
schema supabase_functions
schema supabase_migrations
enum auth.aal_level(aal1, aal2, aal3)
enum auth.factor_type(totp, webauthn, phone)
enum auth.factor_status(unverified, verified)
enum auth.code_challenge_method(s256, plain)
enum auth.one_time_token_type(confirmation_token, reauthentication_token, recovery_token,\
 email_change_token_new, email_change_token_current, phone_change_token)
table auth.users(instance_id uuid, id* uuid, aud varchar(255), role varchar(255),\
 email varchar(255), encrypted_password varchar(255), email_confirmed_at timestamptz,\
 invited_at timestamptz, confirmation_token varchar(255), confirmation_sent_at timestamptz,\
 recovery_token varchar(255), recovery_sent_at timestamptz, email_change_token_new varchar(255),\
 email_change varchar(255), email_change_sent_at timestamptz, last_sign_in_at timestamptz,\
 raw_app_meta_data jsonb, raw_user_meta_data jsonb, is_super_admin bool, created_at timestamptz,\
 updated_at timestamptz, phone text, phone_confirmed_at timestamptz, phone_change text,\
 phone_change_token varchar(255), phone_change_sent_at timestamptz, confirmed_at timestamptz,\
 email_change_token_current varchar(255), email_change_confirm_status smallint,\
 banned_until timestamptz, reauthentication_token varchar(255),\
 reauthentication_sent_at timestamptz, is_sso_user! bool, deleted_at timestamptz,\
 is_anonymous! bool) rls
table auth.identities(provider_id! text, user_id! uuid, identity_data! jsonb, provider! text,\
 last_sign_in_at timestamptz, created_at timestamptz, updated_at timestamptz, email text,\
 id* uuid) rls
table auth.sessions(id* uuid, user_id! uuid, created_at timestamptz, updated_at timestamptz,\
 factor_id uuid, aal auth.aal_level, not_after timestamptz, refreshed_at timestamp,\
 user_agent text, ip inet, tag text) rls
table auth.refresh_tokens(instance_id uuid, id* bigint, token varchar(255), user_id varchar(255),\
 revoked bool, created_at timestamptz, updated_at timestamptz, parent varchar(255),\
 session_id uuid) rls
table auth.mfa_factors(id* uuid, user_id! uuid, friendly_name text,\
 factor_type! auth.factor_type, status! auth.factor_status, created_at! timestamptz,\
 updated_at! timestamptz, secret text, phone text, last_challenged_at timestamptz,\
 web_authn_credential jsonb, web_authn_aaguid uuid) rls
table auth.mfa_challenges(id* uuid, factor_id! uuid, created_at! timestamptz,\
 verified_at timestamptz, ip_address! inet, otp_code text, web_authn_session_data jsonb) rls
table auth.mfa_amr_claims(session_id! uuid, created_at! timestamptz, updated_at! timestamptz,\
 authentication_method! text, id* uuid) rls
table auth.audit_log_entries(instance_id uuid, id* uuid, payload json, created_at timestamptz,\
 ip_address! varchar(64)) rls
table auth.instances(id* uuid, uuid uuid, raw_base_config text, created_at timestamptz,\
 updated_at timestamptz) rls
table auth.schema_migrations(version* varchar(255)) rls
table auth.one_time_tokens(id* uuid, user_id! uuid, token_type! auth.one_time_token_type,\
 token_hash! text, relates_to! text, created_at! timestamp, updated_at! timestamp) rls
table auth.flow_state(id* uuid, user_id uuid, auth_code! text,\
 code_challenge_method! auth.code_challenge_method, code_challenge! text, provider_type! text,\
 provider_access_token text, provider_refresh_token text, created_at timestamptz,\
 updated_at timestamptz, authentication_method! text, auth_code_issued_at timestamptz) rls
table auth.sso_providers(id* uuid, resource_id text, created_at timestamptz,\
 updated_at timestamptz, disabled bool) rls
table auth.sso_domains(id* uuid, sso_provider_id! uuid, domain! text, created_at timestamptz,\
 updated_at timestamptz) rls
table auth.saml_providers(id* uuid, sso_provider_id! uuid, entity_id! text, metadata_xml! text,\
 metadata_url text, attribute_mapping jsonb, created_at timestamptz, updated_at timestamptz,\
 name_id_format text) rls
table auth.saml_relay_states(id* uuid, sso_provider_id! uuid, request_id! text, for_email text,\
 redirect_to text, created_at timestamptz, updated_at timestamptz, flow_state_id uuid) rls
function auth.uid() uuid
function auth.role() text
function auth.email() text
function auth.jwt() jsonb
enum storage.buckettype(STANDARD, ANALYTICS, VECTOR)
table storage.buckets(id* text, name! text, owner uuid, created_at timestamptz,\
 updated_at timestamptz, public bool, avif_autodetection bool, file_size_limit bigint,\
 allowed_mime_types text[], owner_id text, type! storage.buckettype) rls
table storage.objects(id* uuid, bucket_id text, name text, owner uuid, created_at timestamptz,\
 updated_at timestamptz, last_accessed_at timestamptz, metadata jsonb, path_tokens text[],\
 version text, owner_id text, user_metadata jsonb, level int) rls
table storage.migrations(id* int, name! varchar(100), hash! varchar(40), executed_at timestamp) rls
table storage.s3_multipart_uploads(id* text, in_progress_size! bigint, upload_signature! text,\
 bucket_id! text, key! text, version! text, owner_id text, created_at! timestamptz,\
 user_metadata jsonb) rls
table storage.s3_multipart_uploads_parts(id* uuid, upload_id! text, size! bigint,\
 part_number! int, bucket_id! text, key! text, etag! text, owner_id text, version! text,\
 created_at! timestamptz) rls
function storage.foldername(name text) text[]
function storage.filename(name text) text
function storage.extension(name text) text
function storage.get_size_by_bucket() setof record
function storage.operation() text
function storage.allow_any_operation(text[]) bool
function storage.allow_only_operation(text) bool
function storage.search(prefix text, bucketname text, limits int, levels int, offsets int,\
 search text, sortcolumn text, sortorder text) setof record
function storage.update_updated_at_column() trigger
table realtime.messages(topic! text, extension! text, payload jsonb, event text, private bool,\
 updated_at! timestamp, inserted_at* timestamp, id* uuid) rls
table realtime.subscription(id* bigint, subscription_id! uuid, entity! regclass, claims! jsonb,\
 created_at! timestamp)
function realtime.topic() text
function realtime.send(payload jsonb, event text, topic text, private bool) void
function realtime.broadcast_changes(topic_name text, event_name text, operation text,\
 table_name text, table_schema text, new record, old record, level text) void
function graphql_public.graphql("operationName" text, query text, variables jsonb,\
 extensions jsonb) jsonb
table supabase_functions.hooks(id* bigint, hook_table_id! int, hook_name! text,\
 created_at! timestamptz, request_id bigint)
table supabase_functions.migrations(version* text, inserted_at! timestamptz)
function supabase_functions.http_request() trigger
table supabase_migrations.schema_migrations(version* text, statements text[], name text)
"""

EXTENSIONS = {
    "citext": """
        base citext
        """,
    "vector": """
        base vector
        base halfvec
        base sparsevec
        function vector_dims(vector) int
        function cosine_distance(vector, vector) float8
        function l2_distance(vector, vector) float8
        function inner_product(vector, vector) float8
        """,
    "hstore": """
        base hstore
        """,
    "ltree": """
        base ltree
        base lquery
        base ltxtquery
        function nlevel(ltree) int
        function subpath(ltree, int, int) ltree
        """,
    "cube": """
        base cube
        """,
    "seg": """
        base seg
        """,
    "isn": """
        base isbn
        base isbn13
        base issn
        base ean13
        """,
    "pgcrypto": """
        function crypt(text, text) text
        function gen_salt(text) text
        function digest(text, text) bytea
        function hmac(text, text, text) bytea
        function gen_random_bytes(int) bytea
        function armor(bytea) text
        function dearmor(text) bytea
        function pgp_sym_encrypt(text, text) bytea
        function pgp_sym_decrypt(bytea, text) text
        """,
    "uuid-ossp": """
        function uuid_nil() uuid
        function uuid_ns_dns() uuid
        function uuid_ns_url() uuid
        function uuid_generate_v1() uuid
        function uuid_generate_v1mc() uuid
        function uuid_generate_v3(namespace uuid, name text) uuid
        function uuid_generate_v4() uuid
        function uuid_generate_v5(namespace uuid, name text) uuid
        """,
    "pg_trgm": """
        function similarity(text, text) real
        function word_similarity(text, text) real
        function strict_word_similarity(text, text) real
        function show_trgm(text) text[]
        """,
    "unaccent": """
        function unaccent(text) text
        """,
    "fuzzystrmatch": """
        function levenshtein(text, text) int
        function soundex(text) text
        function metaphone(text, int) text
        function dmetaphone(text) text
        """,
    "postgis": """
        base geometry
        base geography
        base box2d
        base box3d
        table spatial_ref_sys(srid* int, auth_name varchar(256), auth_srid int,\
 srtext varchar(2048), proj4text varchar(2048))
        function st_makepoint(float8, float8) geometry
        function st_point(float8, float8) geometry
        function st_setsrid(geometry, int) geometry
        function st_distance(geometry, geometry) float8
        function st_dwithin(geometry, geometry, float8) bool
        function st_x(geometry) float8
        function st_y(geometry) float8
        function st_astext(geometry) text
        function st_asgeojson(geometry) text
        function st_geomfromtext(text, int) geometry
        """,
    "pg_cron": """
        schema cron
        table cron.job(jobid* bigint, schedule! text, command! text, nodename! text,\
 nodeport! int, database! text, username! text, active! bool, jobname text)
        table cron.job_run_details(jobid bigint, runid* bigint, job_pid int, database text,\
 username text, command text, status text, return_message text, start_time timestamptz,\
 end_time timestamptz)
        function cron.schedule(job_name text, schedule text, command text) bigint
        function cron.schedule(schedule text, command text) bigint
        function cron.unschedule(job_name text) bool
        function cron.unschedule(job_id bigint) bool
        """,
    "pg_net": """
        schema net
        table net.http_request_queue(id! bigint, method! text, url! text, headers jsonb,\
 body bytea, timeout_milliseconds! int)
        table net._http_response(id bigint, status_code int, content_type text, headers jsonb,\
 content text, timed_out bool, error_msg text, created! timestamptz)
        function net.http_get(url text, params jsonb, headers jsonb,\
 timeout_milliseconds int) bigint
        function net.http_post(url text, body jsonb, params jsonb, headers jsonb,\
 timeout_milliseconds int) bigint
        function net.http_delete(url text, params jsonb, headers jsonb,\
 timeout_milliseconds int) bigint
        """,
    "http": """
        domain http_method text
        composite http_header(field varchar, value varchar)
        composite http_request(method http_method, uri varchar, headers http_header[],\
 content_type varchar, content varchar)
        composite http_response(status int, content_type varchar, headers http_header[],\
 content varchar)
        function http(request http_request) http_response
        function http_header(field varchar, value varchar) http_header
        function http_get(uri varchar) http_response
        function http_post(uri varchar, content varchar, content_type varchar) http_response
        function urlencode(string varchar) text
        """,
    "pgjwt": """
        function sign(payload json, secret text, algorithm text) text
        function url_encode(data bytea) text
        function url_decode(data text) bytea
        """,
    "pgmq": """
        schema pgmq
        composite pgmq.message_record(msg_id bigint, read_ct int, enqueued_at timestamptz,\
 vt timestamptz, message jsonb, headers jsonb)
        composite pgmq.queue_record(queue_name varchar, is_partitioned bool, is_unlogged bool,\
 created_at timestamptz)
        table pgmq.meta(queue_name! varchar, is_partitioned! bool, is_unlogged! bool,\
 created_at! timestamptz)
        function pgmq.create(queue_name text) void
        function pgmq.send(queue_name text, msg jsonb) setof bigint
        function pgmq.delete(queue_name text, msg_id bigint) bool
        function pgmq.archive(queue_name text, msg_id bigint) bool
        """,
    "pg_graphql": """
        schema graphql
        function graphql.resolve(query text, variables jsonb, "operationName" text,\
 extensions jsonb) jsonb
        """,
    "supabase_vault": """
        schema vault
        table vault.secrets(id* uuid, name text, description! text, secret! text, key_id uuid,\
 nonce bytea, created_at! timestamptz, updated_at! timestamptz)
        table vault.decrypted_secrets(id uuid, name text, description text, secret text,\
 decrypted_secret text, key_id uuid, nonce bytea, created_at timestamptz, updated_at timestamptz)
        function vault.create_secret(new_secret text, new_name text, new_description text,\
 new_key_id uuid) uuid
        function vault.update_secret(secret_id uuid, new_secret text, new_name text,\
 new_description text, new_key_id uuid) void
        """,
    "pgsodium": """
        schema pgsodium
        table pgsodium.key(id* uuid, status text, created! timestamptz, expires timestamptz,\
 key_type text, key_id bigint, name text)
        function pgsodium.create_key() uuid
        """,
    "pg_stat_statements": """
        table pg_stat_statements(userid oid, dbid oid, queryid bigint, query text, calls bigint,\
 total_exec_time float8, mean_exec_time float8, rows bigint)
        """,
    "tablefunc": """
        function crosstab(text) setof record
        """,
    "moddatetime": """
        function moddatetime() trigger
        """,
    "timescaledb": """
        function create_hypertable(relation regclass, time_column_name name) setof record
        function time_bucket(bucket_width interval, ts timestamptz) timestamptz
        """,
}
"""What each extension brings; extensions that add only operators are not listed."""

FIXED_SCHEMAS = {
    "pg_cron": "pg_catalog",
    "pg_graphql": "graphql",
    "pgmq": "pgmq",
    "pgsodium": "pgsodium",
    "pg_tle": "pgtle",
    "plpgsql": "pg_catalog",
    "postgis_tiger_geocoder": "tiger",
    "postgis_topology": "topology",
    "supabase_vault": "vault",
}
"""Schemas that extensions insist on, and make themselves (their control files)."""
