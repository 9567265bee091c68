"""What is asked around a visit's form: who came, when, whom they met; photos and signatures.

The answers are kept by path beside the form's; paths begin with ``@``. This is what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain import codes
from app.errors import Refused
from app.models.visit import Visit

STARTED: Final = "@started_at"
MET: Final = "@met"
RESPONDENT: Final = "@respondent"
RESPONDENT_RELATION: Final = "@respondent_relation"
PHOTOS: Final = "@photos"
MOST_VISITORS: Final = 4
SIGNERS: Final[Mapping[str, str]] = {
    "visitor1": "走访人（一）",
    "visitor2": "走访人（二）",
    "respondent": "受访人",
    "witness": "村（居）见证人",
}
"""Role -> label."""
FINGERPRINT: Final = "fingerprint"
"""In place of a picture: the person pressed a finger on the printed paper."""

LEAST_VISITORS: Final[Mapping[str, int]] = {"1": 2, "2": 2}
"""VISIT_KIND -> how many must come (民发〔2021〕57号第十五条); one where it is not listed."""


def visitor(number: int) -> str:
    """The path of a visitor's name; the first is 1."""
    return f"@visitor/{number}"


def signature(role: str) -> str:
    """The path of a signature."""
    return f"@signature/{role}"


def least_visitors(visit_kind: str) -> int:
    """How many people a visit of this kind takes."""
    return LEAST_VISITORS.get(visit_kind, 1)


def visitor_names(visit: Visit) -> tuple[str, ...]:
    """Who came, of a visit that is written."""
    names = (str(each.get("name") or "") for each in visit.visitors or ())
    return tuple(name for name in names if name)


@dataclass(frozen=True)
class Signed:
    """A signature: ``sha256`` of its picture, or ``FINGERPRINT``."""

    role: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Around:
    """The answers around a form, read."""

    started_at: datetime | None
    visitors: tuple[str, ...]
    met: str
    respondent: str
    respondent_relation: str
    photos: tuple[str, ...]
    signatures: tuple[Signed, ...]


def read_around(values: Mapping[str, str]) -> Around:
    """The answers in ``values``; raises ``Refused`` for a moment that is none."""
    names = [values.get(visitor(number), "").strip() for number in range(1, MOST_VISITORS + 1)]
    return Around(
        _moment(values.get(STARTED, "")),
        tuple(name for name in names if name),
        values.get(MET, ""),
        values.get(RESPONDENT, "").strip(),
        values.get(RESPONDENT_RELATION, ""),
        tuple(values.get(PHOTOS, "").split()),
        tuple(_signatures(values, names)),
    )


def missing_around(around: Around, visit_kind: str, now: datetime) -> tuple[str, ...]:
    """What stands in the way of finishing, as sentences."""
    least = least_visitors(visit_kind)
    kind = codes.VISIT_KIND.label(visit_kind)
    checks = (
        (len(around.visitors) < least, f"{kind}至少要{least}名走访人"),
        (len(set(around.visitors)) < len(around.visitors), "走访人写了两次同一个人"),
        (around.started_at is None, "没有填走访时间"),
        (around.started_at is not None and around.started_at > now, "走访时间晚于现在"),
        (around.met not in codes.MET, "没有填是否见到本人"),
    )
    return tuple(sentence for is_wrong, sentence in checks if is_wrong)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused("走访时间看不懂。请重新填写走访时间。", code="visit_time_unreadable")
    return found


def _signatures(values: Mapping[str, str], names: list[str]) -> Iterator[Signed]:
    called = {
        "visitor1": names[0],
        "visitor2": names[1],
        "respondent": values.get(RESPONDENT, "").strip(),
    }
    for role in SIGNERS:
        if signed := values.get(signature(role), ""):
            yield Signed(role, called.get(role, ""), signed)
