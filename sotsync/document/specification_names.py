"""Names of specification files: the table's own where every file system can hold it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from sotsync.document.mapping import stated_table
from sotsync.document.models import Entry
from sotsync.document.slugs import heading_slug

__all__ = ["own_name", "specification_names", "stem_of"]

_UNSAFE = re.compile(r"[^a-z0-9_-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
"""What Windows calls devices ("Naming Files, Paths, and Namespaces"), whatever follows a dot."""
_LONGEST = 80


def specification_names(entries: Sequence[Entry], *, used: Collection[str] = ()) -> tuple[str, ...]:
    """A file name without its ending for each entry.

    It is the table's name; with the schema before it where another entry's table has that name too
    or a file has it already; with the id behind it where that is not enough, or where the name had
    to be changed to be safe. No two differ in case alone.

    Args:
        entries: Entries without a specification file.
        used: File names without their ending that are taken.
    """
    plain = [own_name(entry) for entry in entries]
    counts = Counter(stem_of(name) for _, name in plain)
    taken = {name.casefold() for name in used}
    found: list[str] = []
    for entry, (schema, name) in zip(entries, plain, strict=True):
        bare = stem_of(name)
        qualified = f"{stem_of(schema)}.{bare}" if schema else bare
        candidates = [qualified, f"{bare}.{entry.id.lower()}"]
        if counts[bare] == 1:
            candidates.insert(0, bare)
        if bare != name:
            candidates = candidates[-1:]
        chosen = next((one for one in candidates if one not in taken), candidates[-1])
        number = 2
        while chosen in taken:
            chosen = f"{candidates[-1]}.{number}"
            number += 1
        taken.add(chosen)
        found.append(chosen)
    return tuple(found)


def own_name(entry: Entry) -> tuple[str, str]:
    """The schema and the name of the entry's table; its title's anchor where it states none."""
    stated = stated_table(entry)
    if len(stated) == 1:
        return stated[0].schema, stated[0].name
    return "", heading_slug(entry.title.text) or entry.id.lower()


def stem_of(name: str) -> str:
    """The name as a part of a file name: safe on every system, and empty on none."""
    safe = _UNSAFE.sub("-", name.lower())[:_LONGEST].strip("-") or "table"
    return f"{safe}_" if _RESERVED.match(safe) else safe
