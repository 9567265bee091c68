"""Where a form may write to (``forms.outcome``): the nouns there are, and which of their fields.

Asked when a form is checked and when a visit is started with it, so that nothing is filled in for
nothing. A finished visit opens whatever its form names: what is unknown here goes nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import Refused
from app.forms.checking.suggesting import suggestion
from app.forms.library import REPORT, LibraryForm
from app.forms.outcome import FormTarget
from app.models.assistance_case import AssistanceCase
from app.models.base import Record, notes
from app.models.columns import FieldNote, Kind
from app.models.household import Household, Member
from app.models.person import Person
from app.models.task import Task
from app.models.visit import Visit
from app.services.fields import BANK
from app.services.records import KEPT_BY_STEPS

VISIT: Final = "visit"
TASK: Final = "task"
MEMBER: Final = "member"

_NOUNS: Final[Mapping[str, tuple[type[Record], ...]]] = {
    VISIT: (Visit,),
    "household": (Household,),
    "head": (Person,),
    "person": (Person,),
    MEMBER: (Member, Person),
    "assistance_case": (AssistanceCase,),
    TASK: (Task,),
}
"""What a form calls them -> the records meant. ``head``: of the household; ``person``: whom the
visit is about; ``member``: the person of a row, and the place in the household."""

_ONLY: Final[Mapping[str, frozenset[str]]] = {
    VISIT: frozenset(("findings", "problems", "measures", "risk_now", "next_date")),
    TASK: frozenset(("kind", "due_date", "note", "legal_basis")),
}
"""Of these no more than that: the rest the program writes itself."""
_KINDS: Final = frozenset(Kind) - {Kind.REF, Kind.TREE, Kind.PLACE, Kind.MOMENT}
IDENTITY: Final = frozenset(("identity", "bank"))
"""Merge groups that a person decides on with the document in hand (domain H.4)."""


@dataclass(frozen=True)
class TargetProblem:
    """Why an answer cannot go where the form says; ``question`` is its path."""

    question: str
    code: str
    sentence: str


def field_of(target: FormTarget) -> tuple[type[Record], FieldNote] | None:
    """The record and field a target means; None for what a form may not write to."""
    for record in _NOUNS.get(target.noun, ()):
        if target.field in _writable(target.noun, record):
            return record, notes(record)[target.field]
    return None


def target_problems(
    targets: Sequence[FormTarget], sensitivity: str = ""
) -> Iterator[TargetProblem]:
    """What is wrong with the targets of a form, in its order."""
    for target in targets:
        if problem := _problem(target, sensitivity):
            yield problem


def require_targets(form: LibraryForm) -> None:
    """Raise ``Refused`` target_unknown for a form that writes to what this version does not have."""
    for problem in target_problems(form.targets, form.use.sensitivity):
        raise Refused(
            f"表单“{form.title}”现在不能用：{problem.sentence}也可能是程序需要更新，请联系县民政局。",
            code="target_unknown",
            question=problem.question,
        )


def _writable(noun: str, record: type[Record]) -> set[str]:
    kept = KEPT_BY_STEPS.get(record.noun, frozenset())
    return {
        name
        for name, note in notes(record).items()
        if name in _ONLY.get(noun, {name})
        and not note.is_derived
        and note.kind in _KINDS
        and note.group not in IDENTITY
        and note.group != "place"
        and name not in BANK
        and name not in kept
        and name not in _BOOKKEPT
    }


_BOOKKEPT: Final = frozenset(
    ("org_code", "village_code", "deleted_reason", "source", "platform_no")
)


def _problem(target: FormTarget, sensitivity: str) -> TargetProblem | None:
    at = target.question
    if target.noun not in _NOUNS:
        known = suggestion(target.noun, _NOUNS, "、".join(_NOUNS))
        sentence = f"写回“{target.text}”：没有“{target.noun}”这种档案。请改成{known}之一。"
        return TargetProblem(at, "target_unknown", sentence)
    if field_of(target) is None:
        fields = {name for one in _NOUNS[target.noun] for name in _writable(target.noun, one)}
        title = _NOUNS[target.noun][0].title
        known = suggestion(target.field, fields, "该档案里可以填写的字段")
        sentence = f"写回“{target.text}”：{title}没有这一项，或者不能由表单改。请改成{known}。"
        return TargetProblem(at, "target_unknown", sentence)
    if sensitivity == REPORT and target.noun != VISIT:
        sentence = f"写回“{target.text}”：强制报告的内容不得写进别的档案。请去掉这一项。"
        return TargetProblem(at, "target_leaks", sentence)
    if (target.noun == MEMBER) != bool(target.repeat) and target.noun != TASK:
        where = "成员的重复组里" if target.noun == MEMBER else "重复组以外"
        sentence = f"写回“{target.text}”只能写在{where}。请移动这道题。"
        return TargetProblem(at, "target_misplaced", sentence)
    return None
