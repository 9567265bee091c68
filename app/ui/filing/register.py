"""What a register tells the page that shows it: its list, its files, what can be added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.services.records import Saved
from app.ui.filing.acts import Act
from app.ui.filing.fields_shown import Spot
from app.ui.filing.filter_chip import Pick
from app.ui.filing.shown import Shown
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import Choice


@dataclass(frozen=True)
class Filter:
    """One chip. ``keys``: under which choices a row is listed. ``picks``: the choices there are."""

    subject: str
    name: str
    picks: tuple[Pick, ...]
    keys: Callable[[Any], Sequence[str]]


@dataclass(frozen=True)
class Listed:
    """The rows of a list; ``words`` above it and how far that is, of ``total``, where counted."""

    rows: Sequence[Any] = field(repr=False)
    words: str = ""
    done: int = 0
    total: int = 0


class NobodyNamed:
    """A register none of whose fields names a person out of a list."""

    def people(self, file: Any) -> tuple[Choice, ...]:
        """Nobody."""
        del file
        return ()


class Untyped(NobodyNamed):
    """A register into whose files nothing is typed: acts alone change them."""

    def records(self, file: Any) -> Mapping[str, Any]:
        """None can be typed into."""
        del file
        return {}

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Never called."""
        del work, value
        return Saved(spot.noun, spot.id, is_new=False)


class Register(Protocol):
    """One register.

    ``noun`` of its entries; ``touched``: nouns whose change it shows; ``columns`` and ``filters``
    of its list, whose rows have an ``id`` and a ``name``; ``fields`` typed in, by noun of record;
    ``has_closed``: whether entries end and are then listed apart.
    """

    @property
    def noun(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def empty(self) -> str: ...
    @property
    def has_closed(self) -> bool: ...
    @property
    def touched(self) -> frozenset[str]: ...
    @property
    def columns(self) -> tuple[Column, ...]: ...
    @property
    def filters(self) -> tuple[Filter, ...]: ...

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The list."""
        ...

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> Any:
        """A snapshot of one entry; a click is audited."""
        ...

    def shown(self, file: Any) -> Shown:
        """The file as it is shown, with the acts that this person may do now."""
        ...

    def records(self, file: Any) -> Mapping[str, Any]:
        """Every record of the file that can be typed into, by id."""
        ...

    def adds(self) -> tuple[Act, ...]:
        """What can be added, the first on Ctrl+N; none where this person may not."""
        ...

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value that was typed."""
        ...

    def people(self, file: Any) -> tuple[Choice, ...]:
        """Whom a field of the file may name."""
        ...
