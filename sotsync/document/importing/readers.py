"""Which reader a file is for, by its name and by what it begins with."""

from __future__ import annotations

from sotsync.document.importing.code import Code, read_notation, read_sql
from sotsync.document.importing.gathering import Gathering
from sotsync.document.importing.markdown import read_markdown
from sotsync.document.importing.models import Left, Reason
from sotsync.document.importing.tbls import read_tbls
from sotsync.text import Location

__all__ = ["read_file"]

_SQL = ".sql"
_JSON = ".json"
_NOTATIONS = {".dbml": "dbml", ".prisma": "prisma", ".mmd": "mermaid", ".mermaid": "mermaid"}


def read_file(gathering: Gathering) -> None:
    """Take all that the file says; one that cannot be read is left, with the reason."""
    source = gathering.source
    ending = source.path[source.path.rfind(".") :].lower() if "." in source.path else ""
    text = source.text.replace("\r\n", " \n").replace("\r", "\n")
    if ending == _SQL:
        read_sql(gathering, Code(text=text))
    elif ending in _NOTATIONS:
        read_notation(gathering, _NOTATIONS[ending], Code(text=text))
    elif ending == _JSON:
        problem = read_tbls(gathering)
        if problem:
            place = Location(source.path)
            gathering.left.append(
                Left(reason=Reason.UNREADABLE, name=source.path, text=problem, location=place)
            )
    else:
        read_markdown(gathering)
