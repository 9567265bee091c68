"""The types of questions that can be filled in here, and what kind of value each answers."""

from __future__ import annotations

from typing import Final, NamedTuple

TEXT, NUMBER, DATE, TIME, TRUTH = "text", "number", "date", "time", "truth"
CHOICE, SEVERAL, FILE, PLACE, ROWS, ANY = "choice", "several", "file", "place", "rows", "any"
"""Kinds of values; ``ANY`` is what cannot be told."""

KINDS: Final = {
    "text": TEXT, "integer": NUMBER, "decimal": NUMBER, "range": NUMBER,
    "date": DATE, "time": TIME, "dateTime": DATE,
    "select_one": CHOICE, "select_multiple": SEVERAL, "rank": SEVERAL,
    "select_one_from_file": CHOICE, "select_multiple_from_file": SEVERAL,
    "note": TEXT, "calculate": ANY, "acknowledge": TEXT, "hidden": ANY, "barcode": TEXT,
    "image": FILE, "file": FILE, "audio": FILE, "geopoint": PLACE,
    "start": DATE, "end": DATE, "today": DATE, "username": TEXT,
    "csv-external": ANY, "xml-external": ANY,
    "begin_group": ANY, "end_group": ANY, "begin_repeat": ROWS, "end_repeat": ROWS,
}  # fmt: skip
"""Type -> kind of its value."""

WITH_LIST: Final = frozenset({"select_one", "select_multiple", "rank"})
FROM_FILE: Final = frozenset({"select_one_from_file", "select_multiple_from_file"})
UNSEEN: Final = frozenset(
    {"calculate", "hidden", "start", "end", "today", "username", "csv-external", "xml-external"}
)
"""Types without a widget: they need no label."""
FOREIGN: Final = frozenset(
    {
        "video", "geotrace", "geoshape", "audit", "osm", "background-audio", "background-geopoint",
        "start-geopoint", "deviceid", "simserial", "subscriberid", "phonenumber", "email",
        "select_one_external", "trigger", "loop", "begin_loop", "end_loop",
    }
)  # fmt: skip
"""Types of the standard that cannot be filled in here."""


class TypeCell(NamedTuple):
    """What a cell of the column ``type`` says: the type, its list or file, whether 其他 is added."""

    name: str
    source: str = ""
    has_other: bool = False


def read_type(text: str) -> TypeCell:
    """The parts of a type in its canonical spelling (``select_one yn or_other``)."""
    name, _, rest = text.partition(" ")
    words = rest.split()
    has_other = len(words) > 1 and words[-1] == "or_other"
    return TypeCell(name, " ".join(words[:-1] if has_other else words), has_other)
