"""Published forms that were not taken, on either side, and why: kept until one of the form comes, or a
person has read it. A sync never asks for them again by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from app.storage import driver, identity

NAME: Final = "published_left"
_MOST: Final = 20


@dataclass(frozen=True)
class LeftForm:
    """``name``: the form's id and version; ``sentence`` why, with what to do. ``is_own``: one of this
    vault's that the county did not take."""

    name: str
    code: str
    sentence: str
    is_own: bool = False

    @property
    def form_id(self) -> str:
        return self.name.partition(" ")[0]


def read(value: Any) -> tuple[LeftForm, ...]:
    """What is kept under ``NAME``."""
    return tuple(LeftForm(**one) for one in cast("list[dict[str, Any]]", value or []))


def note(connection: driver.Connection, came: Sequence[str], left: Sequence[LeftForm]) -> None:
    """Add those; forms of which a version ``came`` are settled."""
    settled = {name.partition(" ")[0] for name in came}
    names = {one.name for one in left}
    kept = [
        one
        for one in read(identity.recall(connection, NAME))
        if one.name not in names and one.form_id not in settled
    ]
    rows = [asdict(one) for one in (*kept, *left)][-_MOST:]
    identity.remember(connection, NAME, rows)
