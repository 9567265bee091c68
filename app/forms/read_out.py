"""A filling as people read it on paper: headings, questions with answers, rows as tables.

Only what was asked (is relevant). Notes are left out unless they say something worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.forms.answer_words import answer_in_words
from app.forms.export import UPLOAD
from app.forms.filling import FormFilling
from app.forms.outline import Branch, outline
from app.forms.states import NodeState
from app.forms.structure import Text

MOST_COLUMNS: Final = 8
"""Of rows that are still read as a table; with more each row has a heading of its own."""
NOTE: Final = "note"
SIGNATURE: Final = "signature"


@dataclass(frozen=True)
class Said:
    """A question and its answer; ``value`` canonical, ``text`` in words, blank when not answered.

    ``kind``: answer, note (only ``label``), upload or signature (``value``: sha256s); ``name`` of
    the question.
    """

    label: str
    text: str
    value: str = ""
    kind: str = "answer"
    name: str = ""


@dataclass(frozen=True)
class Headed:
    """What stands under a heading of its own; rows of a repeat are numbered in it."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Gridded:
    """Rows of a repeat side by side: a column a question."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]


Part = Said | Headed | Gridded


def read_out(filling: FormFilling) -> tuple[Headed, ...]:
    """A heading a page, with what was asked there; pages where nothing was asked are left out."""
    reader = _Reader(filling)
    pages = [
        reader.page(filling.page_label(page), outline(filling.page_nodes(page)))
        for page in filling.definition.pages
    ]
    return tuple(page for page in pages if page.parts)


class _Reader:
    def __init__(self, filling: FormFilling) -> None:
        self._filling = filling

    def page(self, label: str, branches: Sequence[Branch]) -> Headed:
        """A page; rows that are all of it do not repeat its heading."""
        parts = tuple(self.parts(branches))
        if len(parts) == 1 and isinstance(parts[0], Gridded) and parts[0].label == label:
            parts = (replace(parts[0], label=""),)
        return Headed(label, parts)

    def parts(self, branches: Sequence[Branch]) -> Iterator[Part]:
        for branch in branches:
            if not branch.state.relevant:
                continue
            if branch.state.kind == "question":
                if (said := self._said(branch.state)) is not None:
                    yield said
            elif branch.state.kind == "repeat":
                yield from self._rows(branch)
            else:
                yield from self._grouped(branch)

    def _grouped(self, branch: Branch) -> Iterator[Part]:
        below = tuple(self.parts(branch.below))
        if below and branch.state.label:
            yield Headed(branch.state.label, below)
        else:
            yield from below

    def _rows(self, branch: Branch) -> Iterator[Part]:
        rows = [row for row in branch.below if row.state.relevant]
        read = [tuple(self.parts(row.below)) for row in rows]
        label = branch.state.label
        if not read:
            return
        columns = _columns(read)
        if columns and len(columns) <= MOST_COLUMNS:
            titles = tuple(_in_common(labels) for labels in columns.values())
            yield Gridded(label, titles, tuple(_cells(tuple(columns), row) for row in read))
            return
        for number, parts in enumerate(read, 1):
            yield Headed(f"{label}（第{number}个，共{len(read)}个）", parts)

    def _said(self, state: NodeState) -> Said | None:
        if not state.control or state.is_heading:
            return None
        if state.control == UPLOAD:
            kind = SIGNATURE if "signature" in state.appearance else UPLOAD
            return Said(state.label, "", state.value, kind, state.name)
        if state.readonly and not state.value and state.type == "string":
            return Said(state.label, "", "", NOTE) if self._is_worked_out(state) else None
        text = answer_in_words(state, state.value)
        return Said(state.label, text, state.value, name=state.name)

    def _is_worked_out(self, state: NodeState) -> bool:
        live = next(one for one in self._filling.root().below() if one.path == state.path)
        text = live.element.control.label if live.element.control else None
        return text is not None and any(not isinstance(part, str) for part in self._said_by(text))

    def _said_by(self, text: Text) -> Sequence[object]:
        if not text.entry:
            return text.parts
        return self._filling.definition.translations.find(text.entry, self._filling.language)


def _columns(rows: Sequence[tuple[Part, ...]]) -> dict[str, list[str]]:
    """The questions of all rows by name, in order, with their labels; nothing where there is more
    in a row than questions."""
    found: dict[str, list[str]] = {}
    for row in rows:
        asked = [part for part in row if not (isinstance(part, Said) and part.kind == NOTE)]
        questions = [part for part in asked if isinstance(part, Said)]
        if len(questions) < len(asked):
            return {}
        for one in questions:
            found.setdefault(one.name, []).append(one.label)
    return found


def _in_common(labels: Sequence[str]) -> str:
    """One heading for labels that name their row: 成员1姓名 and 成员2姓名 are 成员姓名."""
    before = _shared(labels)
    rest = [label[len(before) :] for label in labels]
    return before + _shared([one[::-1] for one in rest])[::-1]


def _shared(texts: Sequence[str]) -> str:
    """What all of them begin with."""
    length = 0
    for together in zip(*texts, strict=False):
        if len(set(together)) > 1:
            break
        length += 1
    return texts[0][:length]


def _cells(names: Sequence[str], row: tuple[Part, ...]) -> tuple[Said, ...]:
    by_name = {part.name: part for part in row if isinstance(part, Said)}
    return tuple(by_name.get(name, Said("", "", name=name)) for name in names)
