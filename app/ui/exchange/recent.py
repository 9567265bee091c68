"""The rosters opened last, kept in the vault: the name of a file may name people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from app.services.choices import choose, chosen
from app.ui.exchange.words import day_said

NAME: Final = "exchange.recent"
MOST: Final = 5


@dataclass(frozen=True)
class RecentFile:
    """A roster that was opened before, and on which day."""

    path: str
    day: str


def recent_files(work: Any) -> tuple[RecentFile, ...]:
    """The newest first."""
    return tuple(
        RecentFile(each["path"], day_said(datetime.fromisoformat(each["at"])))
        for each in _stored(work)
    )


def remember_file(work: Any, path: str) -> None:
    """``path`` was opened now."""
    others = [each for each in _stored(work) if each["path"] != path]
    choose(work, NAME, [{"path": path, "at": work.now.isoformat()}, *others][:MOST])


def _stored(work: Any) -> list[Mapping[str, str]]:
    return cast("list[Mapping[str, str]]", chosen(work, NAME, []))
