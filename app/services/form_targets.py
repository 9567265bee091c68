"""Where a form may write to (``forms.outcome``): the nouns there are, and which of their fields.

Asked when a form is checked and when a visit is started with it, so that nothing is filled in for
nothing. A finished visit opens whatever its form names: what is unknown here goes nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import Refused
from app.forms.checking.suggesting import suggestion
from app.forms.library import REPORT, LibraryForm
from app.forms.outcome import FormTarget, offered_values
from app.forms.structure import FormDefinition
from app.models.assistance_case import AssistanceCase
from app.models.base import Record, notes
from app.models.columns import FieldNote, Kind
from app.models.homecoming import ReturnEntry
from app.models.household import Household, Member
from app.models.person import Person
from app.models.registers import Elder, MonitoredHousehold, Wanderer
from app.models.task import Task
from app.models.temporary_relief import TemporaryRelief
from app.models.visit import Visit
from app.services import form_acts
from app.services.fields import BANK
from app.services.form_acts import ACTS
from app.services.records import KEPT_BY_STEPS

VISIT: Final = "visit"
TASK: Final = "task"
MEMBER: Final = "member"
FROM_DAY: Final = "from_date"
WORKING_DAYS: Final = "working_days"
"""Of a task: counted from that day (the visit's own where none is said), so many working days."""

_NOUNS: Final[Mapping[str, tuple[type[Record], ...]]] = {
    VISIT: (Visit,),
    "household": (Household,),
    "head": (Person,),
    "person": (Person,),
    MEMBER: (Member, Person),
    "assistance_case": (AssistanceCase,),
    **{
        kind.noun: (kind,)
        for kind in (Wanderer, Elder, ReturnEntry, MonitoredHousehold, TemporaryRelief)
    },
    TASK: (Task,),
}
"""What a form calls them -> the records meant. ``head``: of the household; ``person``: whom the
visit is about; ``member``: the person of a row, and the place in the household; of a register the
entry of the person (of the household) that is open."""

_ONLY: Final[Mapping[str, frozenset[str]]] = {
    VISIT: frozenset(("findings", "problems", "measures", "risk_now", "next_date")),
    TASK: frozenset(("kind", "due_date", "note", "legal_basis")),
}
"""Of these no more than that: the rest the program writes itself."""
_COUNTED: Final[Mapping[str, FieldNote]] = {
    FROM_DAY: FieldNote("期限起算日", FROM_DAY, Kind.DAY),
    WORKING_DAYS: FieldNote("期限（工作日）", WORKING_DAYS, Kind.NUMBER),
}
_KINDS: Final = frozenset(Kind) - {Kind.REF, Kind.TREE, Kind.PLACE, Kind.MOMENT}
IDENTITY: Final = frozenset(("identity", "bank"))
"""Merge groups that a person decides on with the document in hand (domain H.4)."""
_BY_VERBS: Final = frozenset(("end", "closed"))
"""Merge groups of a register's entry that leaving it writes."""
NOTHING: Final = "0"
"""A choice that says there is nothing, where the field has no such code: it goes nowhere."""
_ANSWERS: Final[Mapping[str, frozenset[Kind]]] = {
    "date": frozenset((Kind.DAY, Kind.TEXT, Kind.LONG_TEXT)),
    "dateTime": frozenset((Kind.MOMENT, Kind.TEXT, Kind.LONG_TEXT)),
    "int": frozenset((Kind.NUMBER, Kind.AMOUNT, Kind.TEXT, Kind.LONG_TEXT, Kind.CODE)),
    "decimal": frozenset((Kind.AMOUNT, Kind.TEXT, Kind.LONG_TEXT)),
    "binary": frozenset(),
}
"""Type of an answer -> what a field may be to take it; of other types anything."""


@dataclass(frozen=True)
class TargetProblem:
    """Why an answer cannot go where the form says; ``question`` is its path."""

    question: str
    code: str
    sentence: str


def field_of(target: FormTarget) -> tuple[type[Record], FieldNote] | None:
    """The record and field a target means; None for what a form may not write to."""
    act = ACTS.get(target.noun)
    if act is not None:
        note = act.fields.get(target.field)
        return (act.kind, note) if note else None
    if target.noun == TASK and target.field in _COUNTED:
        return Task, _COUNTED[target.field]
    for record in _NOUNS.get(target.noun, ()):
        if target.field in _writable(target.noun, record):
            return record, notes(record)[target.field]
    return None


def target_problems(
    targets: Sequence[FormTarget], sensitivity: str = "", definition: FormDefinition | None = None
) -> Iterator[TargetProblem]:
    """What is wrong with the targets of a form, in its order; of the ``definition`` also whether
    the answers are of the kind, and the choices among the codes, of the fields."""
    for target in targets:
        problem = _problem(target, sensitivity)
        if problem is None and definition is not None:
            problem = _unfit(target, definition)
        if problem is not None:
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
        and note.group not in _BY_VERBS
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
    if target.noun not in _NOUNS and target.noun not in ACTS:
        nouns = (*_NOUNS, *ACTS)
        known = suggestion(target.noun, nouns, "、".join(nouns))
        sentence = f"写回“{target.text}”：没有“{target.noun}”这种档案。请改成{known}之一。"
        return TargetProblem(at, "target_unknown", sentence)
    if field_of(target) is None:
        title, fields = _known_fields(target.noun)
        known = suggestion(target.field, fields, "该档案里可以填写的字段")
        sentence = f"写回“{target.text}”：{title}没有这一项，或者不能由表单改。请改成{known}。"
        return TargetProblem(at, "target_unknown", sentence)
    if sensitivity == REPORT and target.noun not in (VISIT, form_acts.REPORT):
        sentence = f"写回“{target.text}”：强制报告的内容不得写进别的档案。请去掉这一项。"
        return TargetProblem(at, "target_leaks", sentence)
    if sensitivity != REPORT and target.noun == form_acts.REPORT:
        sentence = (
            f"写回“{target.text}”：只有敏感程度为强制报告的表单可以登记强制报告。"
            "请在 settings 写明敏感程度，或者去掉这一项。"
        )
        return TargetProblem(at, "target_leaks", sentence)
    if (target.noun == MEMBER) != bool(target.repeat) and target.noun != TASK:
        where = "成员的重复组里" if target.noun == MEMBER else "重复组以外"
        sentence = f"写回“{target.text}”只能写在{where}。请移动这道题。"
        return TargetProblem(at, "target_misplaced", sentence)
    return None


def _known_fields(noun: str) -> tuple[str, Collection[str]]:
    if noun in ACTS:
        return ACTS[noun].title, ACTS[noun].fields
    fields = {name for one in _NOUNS[noun] for name in _writable(noun, one)}
    return _NOUNS[noun][0].title, fields | (set(_COUNTED) if noun == TASK else set())


def _unfit(target: FormTarget, definition: FormDefinition) -> TargetProblem | None:
    """An answer that the field could never hold."""
    known = field_of(target)
    assert known is not None
    note = known[1]
    offered = offered_values(definition, target.element)
    if offered is not None and note.codes is not None:
        foreign = sorted(one for one in offered - {NOTHING} if one not in note.codes)
        if foreign:
            right = "、".join(f"{code} {label}" for code, label in note.codes)
            sentence = (
                f"写回“{target.text}”：选项值{'、'.join(foreign)}不是“{note.codes.title}”的代码。"
                f"请改成：{right}。"
            )
            return TargetProblem(target.question, "target_codes", sentence)
    kinds = _ANSWERS.get(target.element.bind.type)
    if offered is None and kinds is not None and note.kind not in kinds:
        sentence = f"写回“{target.text}”：这道题的类型不能写进“{note.label}”。请改题目类型，或改写回的字段。"
        return TargetProblem(target.question, "target_type", sentence)
    return None
