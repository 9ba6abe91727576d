"""Constants as their type reads them: ``'24 hours'`` and ``'24:00:00'`` are one interval.

PostgreSQL stores what a constant means and prints it in its own way. Where a text is not surely
understood it stays as it is: two constants are then the same only if they are spelled alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

__all__ = ["canonical_value", "loose_value"]

_UNITS = {
    "month": (1, 0),
    "mon": (1, 0),
    "year": (12, 0),
    "decade": (120, 0),
    "century": (1200, 0),
    "day": (0, 86_400),
    "week": (0, 7 * 86_400),
    "hour": (0, 3_600),
    "hr": (0, 3_600),
    "minute": (0, 60),
    "min": (0, 60),
    "second": (0, 1),
    "sec": (0, 1),
}
"""How many months, or else how many seconds; whole days are kept apart from hours."""

_DAYS = frozenset({"day", "week"})
_PLURALS = {"centuries": "century"}
_QUANTITY = re.compile(r"\s*(?P<number>[-+]?\d+)\s*(?P<unit>[a-z]+)", re.IGNORECASE)
_CLOCK = re.compile(
    r"\s*(?P<sign>[-+]?)(?P<hours>\d+):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?"
)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?P<zone>Z|[+-]\d\d(?::?00)?)?)?"
)
_HEX = re.compile(r"\\x(?P<digits>(?:[0-9A-Fa-f]{2})*)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PLAIN_BYTES = re.compile(r"[^\\\x80-\U0010ffff]*")
_ITEM = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^\s"\\{},]+))\s*(?P<end>,|\Z)')


def canonical_value(value: str, type_name: str) -> str:
    """How a constant of that type is spelled in the canonical form."""
    rule = _RULES.get(type_name.partition("(")[0])
    if rule is None and type_name.endswith("[]"):
        rule = _array
    read = rule(value) if rule else None
    return value if read is None else read


def loose_value(value: str) -> str:
    """One spelling for all constants that some type reads alike: a necessary sign, no proof."""
    if match := _HEX.fullmatch(value):
        return bytes.fromhex(match["digits"]).decode("latin-1")
    if _UUID.fullmatch(value):
        return value.lower()
    readings = (rule(value) for rule in (_json, _array, _interval, _moment))
    return next((read for read in readings if read is not None), value)


def _interval(value: str) -> str | None:
    months = days = seconds = position = 0
    while match := _QUANTITY.match(value, position):
        unit = match["unit"].lower()
        unit = _PLURALS.get(unit, unit if unit in _UNITS else unit.removesuffix("s"))
        if unit not in _UNITS:
            return None
        in_months, in_seconds = _UNITS[unit]
        number = int(match["number"])
        months += number * in_months
        if unit in _DAYS:
            days += number * in_seconds // 86_400
        else:
            seconds += number * in_seconds
        position = match.end()
    if clock := _CLOCK.match(value, position):
        seconds += (-1 if clock["sign"] == "-" else 1) * _clock_seconds(clock)
        position = clock.end()
    is_whole = position > 0 and not value[position:].strip()
    return f"{months} mons {days} days {seconds} secs" if is_whole else None


def _clock_seconds(clock: re.Match[str]) -> int:
    hours, minutes, seconds = clock["hours"], clock["minutes"], clock["seconds"]
    return int(hours) * 3_600 + int(minutes) * 60 + int(seconds or 0)


def _moment(value: str) -> str | None:
    """A timestamp; without a zone it stays without, since the session's zone decides then."""
    match = _MOMENT.fullmatch(value.strip())
    if match is None:
        return None
    time = match["time"] or "00:00:00"
    zone = (match["zone"] or "").replace(":", "").replace("Z", "+00")[:3].replace("-00", "+00")
    return f"{match['day']} {time if len(time) > len('00:00') else time + ':00'}{zone}"


def _unzoned(value: str) -> str | None:
    """A timestamp without time zone, which passes over a zone."""
    read = _moment(value)
    return read and read[: len("2000-01-01 00:00:00")]


def _time(value: str) -> str | None:
    """A time of day; PostgreSQL prints the seconds."""
    match = _CLOCK.fullmatch(value.strip())
    if match is None or match["sign"] or len(match["hours"]) > len("00"):
        return None
    return f"{match['hours']:>02}:{match['minutes']}:{match['seconds'] or '00'}"


def _json(value: str) -> str | None:
    """A jsonb value: of equal keys the last counts, and neither order nor spacing does."""
    if not value.lstrip().startswith(("{", "[", '"')):
        return None
    try:
        read = json.loads(value, parse_float=_Number, parse_int=_Number)
    except (ValueError, RecursionError):
        return None
    return json.dumps(read, sort_keys=True, default=lambda number: {"number": number.text})


class _Number:
    """A JSON number as it is written: jsonb keeps the zeros of ``1.00``."""

    def __init__(self, text: str) -> None:
        self.text = text


def _bytes(value: str) -> str | None:
    if match := _HEX.fullmatch(value):
        digits = match["digits"].lower()
    elif _PLAIN_BYTES.fullmatch(value):
        digits = value.encode("ascii").hex()
    else:
        return None
    return f"\\x{digits}"


def _array(value: str) -> str | None:
    """A one-dimensional array: quotes count only around what needs them."""
    text = value.strip()
    if not text.startswith("{") or not text.endswith("}"):
        return None
    text, position, items = text[1:-1].strip(), 0, []
    while position < len(text):
        match = _ITEM.match(text, position)
        if match is None:
            return None
        quoted = match["quoted"]
        is_null = quoted is None and match["plain"].lower() == "null"
        items.append(None if is_null else _item(match["plain"], quoted))
        position = match.end()
        if match["end"] == "," and position == len(text):
            return None
    return "{" + json.dumps(items)[1:-1] + "}"


def _item(plain: str, quoted: str | None) -> str:
    return plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)


def _uuid(value: str) -> str:
    return value.lower()


_RULES: dict[str, Callable[[str], str | None]] = {
    "interval": _interval,
    "jsonb": _json,
    "time without time zone": _time,
    "timestamp without time zone": _unzoned,
    "timestamp with time zone": _moment,
    "bytea": _bytes,
    "uuid": _uuid,
}
