"""``SET`` and ``RESET``: the search path decides what names mean; other settings are remembered.

Source: PostgreSQL manual, "SET" and "The Schema Search Path". A path that is set for one
transaction is taken to hold until the file ends, as a tool runs a file in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from sotsync.replay.function_options import setting_values
from sotsync.replay.registry import handles
from sotsync.replay.session import Session
from sotsync.sql import Node
from sotsync.sql.parser import enums

__all__ = ["set_setting"]

_SEARCH_PATH = "search_path"


def set_setting(session: Session, name: str, values: Iterable[str]) -> None:
    """Give a setting its values for the rest of the session."""
    texts = list(values)
    session.journal.keep_container(session.settings)
    session.settings[name] = ", ".join(texts)
    if name == _SEARCH_PATH:
        # "$user" stands for a schema named like the role, which migrations do not create.
        session.catalog.search_path = tuple(t for t in texts if t and t != "$user")


def _reset(session: Session, name: str) -> None:
    session.journal.keep_container(session.settings)
    session.settings.pop(name, None)
    if name == _SEARCH_PATH:
        session.catalog.search_path = session.catalog.default_search_path


@handles("variable_set_stmt")
def set_variable(session: Session, node: Node) -> None:
    """``SET name TO …``, ``RESET name``, ``RESET ALL``."""
    session.no_effect()
    if node.kind == enums.VAR_SET_VALUE:
        set_setting(session, node.name.lower(), setting_values(node))
    elif node.kind in (enums.VAR_RESET, enums.VAR_SET_DEFAULT):
        _reset(session, node.name.lower())
    elif node.kind == enums.VAR_RESET_ALL:
        for name in list(session.settings):
            _reset(session, name)


@handles("discard_stmt")
def discard(session: Session, node: Node) -> None:
    """``DISCARD ALL`` starts the session anew."""
    session.no_effect()
    if node.target == enums.DISCARD_ALL:
        _reset(session, _SEARCH_PATH)
