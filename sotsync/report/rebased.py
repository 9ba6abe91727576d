"""A report with its places told from a folder further up, as hosts look for them.

People read places relative to the project. A host looks for a file from the root of the repository,
and leaves out an annotation on one that it does not find there.
"""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from pydantic import BaseModel

from sotsync.report.models import Report
from sotsync.text import Location

__all__ = ["rebased"]

_Model = TypeVar("_Model", bound=BaseModel)


def rebased(report: Report, folder: str) -> Report:
    """The report with ``folder``, which is where the project is, before every path."""
    if not folder:
        return report
    return dataclasses.replace(
        report,
        document=report.document and f"{folder}/{report.document}",
        migrations=f"{folder}/{report.migrations}",
        changes=tuple(_moved(one, folder) for one in report.changes),
        findings=tuple(_moved(one, folder) for one in report.findings),
        disagreements=tuple(_moved(one, folder) for one in report.disagreements),
    )


def _moved(model: _Model, folder: str) -> _Model:
    """The model with the folder before the path of each of its places."""
    update: dict[str, object] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Location):
            update[name] = _below(value, folder)
        elif isinstance(value, tuple) and value and isinstance(value[0], Location):
            update[name] = tuple(_below(place, folder) for place in value)
    return model.model_copy(update=update)


def _below(place: Location, folder: str) -> Location:
    """The place from further up; one outside of the project is known by its whole path."""
    is_elsewhere = place.path.startswith(("/", "../")) or ":" in place.path[:3]
    return place if is_elsewhere else dataclasses.replace(place, path=f"{folder}/{place.path}")
