"""升级草稿: the answers of a draft carried over into another version of its form. Pure.

By path and by 原名 (``succession``); rows keep their ids. Every answer that was given is either
carried or orphaned, never both and never neither; what is worked out is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from app.forms.answer_words import answer_in_words
from app.forms.filling import FormFilling
from app.forms.fitting import NOT_OFFERED, WORKED_OUT, fit, fit_choice
from app.forms.live import Live, reach
from app.forms.snapshot import ROW_ID
from app.forms.states import NodeState, Problem
from app.forms.structure import Element, FormDefinition, Names
from app.forms.succession import origins

_GONE: Final = "新版里没有这道题"
_ROW_GONE: Final = "新版里没有这一行"


@dataclass(frozen=True)
class OldAnswer:
    """An answer of the older version. ``shown``: as people read it; ``name`` of its question."""

    path: str
    name: str
    label: str
    value: str = field(repr=False)
    shown: str = field(repr=False)


@dataclass(frozen=True)
class Carried:
    """An answer that came over. ``is_hidden``: it was asked, and is not any more; it is kept."""

    was: OldAnswer
    path: str
    label: str
    value: str = field(repr=False)
    shown: str = field(repr=False)
    is_hidden: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether it reads otherwise now, or is not asked."""
        return self.is_hidden or self.shown != self.was.shown


@dataclass(frozen=True)
class Orphaned:
    """An answer that has no place in the new version, and why."""

    was: OldAnswer
    reason: str


@dataclass(frozen=True)
class CarriedOver:
    """``filling``: of the new version. ``newly_wrong``: what stands in the way of finishing and did
    not before. ``paths``: old path -> new path of questions and rows that came over."""

    filling: FormFilling = field(repr=False)
    carried: tuple[Carried, ...]
    orphaned: tuple[Orphaned, ...]
    newly_wrong: tuple[Problem, ...]
    paths: Mapping[str, str] = field(repr=False)

    @property
    def changed(self) -> tuple[Carried, ...]:
        """What came over and reads otherwise."""
        return tuple(one for one in self.carried if one.is_changed)


def carry_over(
    old: FormFilling,
    new: FormDefinition,
    *,
    now: Callable[[], datetime],
    username: str = "",
    new_id: Callable[[], str],
) -> CarriedOver:
    """The answers of ``old`` in the version ``new``; ``old`` stays as it is."""
    blank = FormFilling(new, now=now, username=username, new_id=new_id)
    carrying = _Carrying(old, new)
    state: dict[str, object] = {
        "form": {"id": new.form_id, "version": new.version, "sha256": ""},
        "language": old.language,
        "answers": carrying.grow(new.root, {(): old.root()}, blank.root(), ""),
    }
    filling = FormFilling(new, now=now, username=username, new_id=new_id, state=state)
    carrying.choose(filling)
    carried, orphaned = carrying.sort_out(filling)
    known = {carrying.paths.get(one.path) for one in old.problems()}
    wrong = tuple(one for one in filling.problems() if one.path not in known)
    return CarriedOver(filling, carried, orphaned, wrong, carrying.paths)


def is_typed(live: Live) -> bool:
    """Whether the answer of a question is a person's, not the form's own."""
    bind = live.element.bind
    is_own = bind.calculate is not None or bind.preload or live.element.names[1:2] == ("meta",)
    return live.element.kind == "question" and live.element.control is not None and not is_own


class _Chosen(NamedTuple):
    """An answer that becomes a choice: which of them is known when the new version stands."""

    live: Live
    path: str
    shown: str


class _Carrying:
    """``paths``: old path -> new path; ``_reasons``: old path -> why it could not come."""

    def __init__(self, old: FormFilling, new: FormDefinition) -> None:
        self.paths: dict[str, str] = {}
        self._reasons: dict[str, str] = {}
        self._choices: list[_Chosen] = []
        self._old = old
        self._origins = origins(old.definition, new)

    # -- the tree of the new version ---------------------------------------------------------

    def grow(
        self, element: Element, rows: Mapping[Names, Live], blank: Live | None, path: str
    ) -> dict[str, object]:
        """The answers below ``element``. ``rows``: the old rows it lies in, by their names (the
        root by none); ``blank`` how it stands in a blank form; ``path`` the new path."""
        found: dict[str, object] = {}
        for child in element.children:
            fresh = blank.rows(child.name) if blank is not None else []
            below = f"{path}/{child.name}" if path else child.name
            if child.kind == "repeat":
                found[child.name] = self._grow_rows(child, rows, fresh, below)
            elif child.kind == "group":
                found[child.name] = self.grow(child, rows, fresh[0] if fresh else None, below)
            elif (value := self._value(child, rows, below)) is not None:
                found[child.name] = value
            elif fresh:
                found[child.name] = fresh[0].value
        return found

    def _grow_rows(
        self, element: Element, rows: Mapping[Names, Live], fresh: list[Live], path: str
    ) -> list[object]:
        source = self._origins.get(element.names)
        if source is None:
            return [self._row(element, rows, row, row, path) for row in fresh]
        found: list[object] = []
        for row in self._there(source, rows):
            self.paths[row.path] = f"{path}/{row.row_id}"
            found.append(self._row(element, {**rows, source: row}, row, None, path))
        return found

    def _row(
        self,
        element: Element,
        rows: Mapping[Names, Live],
        row: Live,
        blank: Live | None,
        path: str,
    ) -> dict[str, object]:
        below = self.grow(element, rows, blank, f"{path}/{row.row_id}")
        return {ROW_ID: row.row_id, **below}

    def _value(self, element: Element, rows: Mapping[Names, Live], path: str) -> str | None:
        """The old answer for ``element``; None where the form's own value stands."""
        source = self._origins.get(element.names)
        there = self._there(source, rows) if source else []
        if not there:
            return None
        live = there[0]
        self.paths[live.path] = path
        if element.bind.calculate is not None:
            self._reasons[live.path] = WORKED_OUT
            return None
        shown = answer_in_words(self._old.node(live.path), live.value)
        if element.control and element.control.is_select:
            self._choices.append(_Chosen(live, path, shown))
            return live.value
        value, reason = fit(live.element, element, live.value, shown)
        if reason:
            self._reasons[live.path] = reason
        return value

    def _there(self, source: Names, rows: Mapping[Names, Live]) -> list[Live]:
        """The old nodes of these names in the old rows we are in."""
        inside = [names for names in rows if names == source[: len(names)]]
        place = rows[max(inside, key=len)]
        return reach(place, len(place.element.names), source)

    # -- once the new version stands ---------------------------------------------------------

    def choose(self, filling: FormFilling) -> None:
        """Choices as the new version offers them, in the order of the form."""
        after = {live.path: live for live in filling.root().below()}
        for live, path, shown in self._choices:
            if not live.value or path not in after:
                continue
            state = filling.node(path)
            if not state.choices and not after[path].is_relevant:
                continue  # what it offers is not known before it is asked
            value, reason = fit_choice(state.control, live.value, shown, state.choices)
            if value != after[path].value:
                filling.answer(path, value)
            if reason:
                self._reasons[live.path] = reason

    def sort_out(self, filling: FormFilling) -> tuple[tuple[Carried, ...], tuple[Orphaned, ...]]:
        """Every answer that was given, in order: come over, or not and why."""
        after = {live.path: live for live in filling.root().below()}
        carried: list[Carried] = []
        orphaned: list[Orphaned] = []
        for live in self._old.root().below():
            if not live.value or not is_typed(live):
                continue
            was = _old_answer(self._old.node(live.path), live)
            path = self.paths.get(live.path)
            reason = self._reasons.get(live.path, "")
            come = after.get(path) if path is not None else None
            if come is None:
                orphaned.append(Orphaned(was, reason or (_GONE if path is None else _ROW_GONE)))
            elif reason or not come.value:
                orphaned.append(Orphaned(was, reason or NOT_OFFERED))
            else:
                is_hidden = live.is_relevant and not come.is_relevant
                carried.append(_carried(was, filling.node(come.path), come, is_hidden=is_hidden))
        return tuple(carried), tuple(orphaned)


def _old_answer(state: NodeState, live: Live) -> OldAnswer:
    shown = answer_in_words(state, live.value)
    return OldAnswer(live.path, state.name, state.label or state.name, live.value, shown)


def _carried(was: OldAnswer, state: NodeState, live: Live, *, is_hidden: bool) -> Carried:
    shown = answer_in_words(state, live.value)
    return Carried(was, live.path, state.label or state.name, live.value, shown, is_hidden)
