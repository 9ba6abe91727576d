"""The way to a live server: read-only, with short limits, and without ever showing a password."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sotsync.database.queries import for_version
from sotsync.errors import DatabaseError, UsageError
from sotsync.schema.origin import Origin

if TYPE_CHECKING:
    import psycopg

__all__ = ["Origins", "Reader", "Row", "load_psycopg", "open_reader", "redact", "shown_url"]

Row = Mapping[str, Any]
"""One row of the catalog, by column."""

Origins = Mapping[int, Origin]
"""Where objects come from, by oid."""

NOWHERE = Origin()

CONNECT_SECONDS = 10
STATEMENT_MILLISECONDS = 60_000
LOCK_MILLISECONDS = 5_000
OLDEST_VERSION = 130000

_INSTALL = "pip install 'sotsync[postgres]'"
_HIDDEN = "***"
_PASSWORD = re.compile(
    r"""(?<=://)(?P<user>[^/?\#\s:@]*):(?P<inside>[^/?\#\s]*)(?=@)
    |(?P<word>\b(?:ssl)?password\s*=\s*)(?P<value>'(?:[^'\\]|\\.)*'|[^\s&]+)""",
    re.VERBOSE | re.IGNORECASE,
)


def load_psycopg() -> Any:  # noqa: ANN401 - the module itself
    """The driver, which only an extra installs.

    Raises:
        UsageError: It is not installed.
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra, and 100 ms that no other call need pay
    except ImportError as error:
        raise UsageError("reading a database needs psycopg", hint=_INSTALL) from error
    return psycopg


def redact(text: str, url: str) -> str:
    """The text without the passwords that the connection string holds, however they are spelled."""
    for secret in sorted(_secrets(url), key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return _PASSWORD.sub(_without_password, text)


def _without_password(match: re.Match[str]) -> str:
    if match["word"]:
        return f"{match['word']}{_HIDDEN}"
    return f"{match['user']}:{_HIDDEN}"


def _secrets(url: str) -> Iterator[str]:
    for match in _PASSWORD.finditer(url):
        secret = match["inside"] or (match["value"] or "").strip("'")
        for spelled in (secret, unquote(secret)):
            if spelled:
                yield spelled


def shown_url(url: str) -> str:
    """What a report calls the database: where it is and who asked, never a password.

    Raises:
        UsageError: The text is no connection URL.
    """
    driver = load_psycopg()
    try:
        parts = driver.conninfo.conninfo_to_dict(url)
    except driver.Error:
        # What libpq says of it may quote it, password and all.
        raise UsageError(
            "--db: this is no connection URL",
            hint="for example postgresql://user@localhost:5432/postgres",
        ) from None
    if _may_hold_a_secret(url, str(parts.get("port") or "")):
        raise UsageError(
            "--db: some character of the user or password must be escaped",
            hint="write @ as %40, / as %2F, : as %3A, or leave the password to PGPASSWORD",
        )
    user = f"{parts['user']}@" if parts.get("user") else ""
    host = str(parts.get("host") or "")
    port = f":{parts['port']}" if parts.get("port") else ""
    place = "" if host.startswith("/") else f"{host}{port}"
    return f"postgresql://{user}{place}/{parts.get('dbname') or ''}"


def _may_hold_a_secret(url: str, ports: str) -> bool:
    """Whether a password may have been cut in two, and its rest be taken for a place.

    A URL has one ``@`` behind the user, and none behind the place; ports are numbers.
    """
    if not all(port.isdecimal() for port in ports.split(",") if port):
        return True
    scheme, is_url, rest = url.partition("://")
    if not is_url or "=" in scheme:
        return False
    place = rest.partition("?")[0]
    return "@" in place.partition("@")[2] or "@" in place.partition("/")[2]


class Reader:
    """An open read-only transaction; it only ever asks."""

    def __init__(self, connection: psycopg.Connection[Any], origins: Origins) -> None:
        self._connection = connection
        self._origins = origins

    def rows(self, query: str) -> Sequence[Row]:
        """The answer to a query of :mod:`sotsync.database.queries`; each row has its ``origin``."""
        from psycopg.rows import dict_row  # noqa: PLC0415 - the driver is loaded by now

        version = self._connection.info.server_version
        with self._connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(for_version(query, version).encode()).fetchall()
        for row in rows:
            row["origin"] = self._origins.get(row.get("oid", 0), NOWHERE)
        return rows


@contextmanager
def open_reader(url: str, origins: Origins | None = None) -> Iterator[Reader]:
    """One transaction in which everything read is of one moment, and nothing can be written.

    Args:
        url: Where the server is.
        origins: What is known of where objects come from, which a live server does not say.

    Raises:
        UsageError: The text is no connection URL, or the driver is not installed.
        DatabaseError: The server cannot be reached or read.
    """
    driver = load_psycopg()
    label = shown_url(url)
    try:
        with _connect(driver, url) as connection:
            _begin(driver, connection)
            yield Reader(connection, origins or {})
    except driver.Error as error:
        reason = " ".join(redact(str(error), url).split())
        # The cause is not kept: its text may hold what was just taken out.
        raise DatabaseError(f"{label}: {reason}", hint=_hint(driver, error)) from None


def _connect(driver: Any, url: str) -> psycopg.Connection[Any]:  # noqa: ANN401 - the module
    connection: psycopg.Connection[Any] = driver.connect(
        url,
        connect_timeout=CONNECT_SECONDS,
        application_name="sotsync",
        client_encoding="utf8",
        prepare_threshold=None,  # Poolers of transactions know no prepared statements.
    )
    return connection


def _begin(driver: Any, connection: psycopg.Connection[Any]) -> None:  # noqa: ANN401 - the module
    version = connection.info.server_version
    if version < OLDEST_VERSION:
        raise DatabaseError(
            f"the server is PostgreSQL {version // 10000}",
            hint=f"PostgreSQL {OLDEST_VERSION // 10000} and newer are read",
        )
    connection.read_only = True
    connection.isolation_level = driver.IsolationLevel.REPEATABLE_READ
    # Local to the transaction: a pooler hands the session to others afterwards. Until the path is
    # set, a function of that name may be anybody's.
    for name, value in (
        ("search_path", ""),
        ("statement_timeout", str(STATEMENT_MILLISECONDS)),
        ("lock_timeout", str(LOCK_MILLISECONDS)),
    ):
        connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", (name, value))


def _hint(driver: Any, error: Exception) -> str | None:  # noqa: ANN401 - the module itself
    if isinstance(error, driver.errors.QueryCanceled | driver.errors.LockNotAvailable):
        return "the server was too busy to answer in time; try again"
    if isinstance(error, driver.OperationalError):
        return "check that the server runs, and the host, port, user and password of --db"
    return None
