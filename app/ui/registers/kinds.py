"""The light registers as a table: which fields each has, what its list shows, how a call is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.domain.codes import CodeList
from app.domain.codes_registers import (
    ELDER_KIND,
    MONITOR_END,
    MONITOR_ITEM,
    SUBSIDY_END,
    SUBSIDY_KIND,
    WOMAN_NEED,
)
from app.domain.codes_vagrants import WANDERER_KIND
from app.domain.permissions import Action

_CALL: Final = ("day", "way", "met")


@dataclass(frozen=True)
class Kind:
    """One register.

    ``fields`` are typed in and shown, ``derived`` only shown, ``asked`` those whose absence is
    said; ``first`` are asked for when somebody is entered. ``call``: fields of a call, none where
    nobody calls; ``call_words`` on its button. ``sorts``: the field whose codes are a filter, and
    its list. ``ends``: the codes of why somebody leaves; None where a sentence is written;
    ``leaving``: what that is called. ``paper``: words and code of the paper that an entry prints,
    ``call_paper``: that its last call prints.
    """

    noun: str
    title: str
    whom: str
    fields: tuple[str, ...]
    first: tuple[str, ...]
    asked: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    call_words: str = "登记探访"
    sorts: tuple[str, CodeList] | None = None
    ends: CodeList | None = None
    due: str = ""
    leaving: str = "退出名册"
    paper: tuple[str, str] | None = None
    call_paper: tuple[str, str] | None = None
    is_household: bool = False
    read: Action = Action.REGISTER_READ
    write: Action = Action.REGISTER_WRITE

    @property
    def shown(self) -> tuple[str, ...]:
        """Everything that a file shows of its own."""
        return (*self.fields, *self.derived)


KINDS: Final = (
    Kind(
        "wanderer", "易流浪走失人员", "这名易流浪走失人员",
        ("categories", "guardian_name", "guardian_phone", "past_losses", "features", "live_addr",
         "measures", "jinmin_on"),
        ("categories", "guardian_name", "guardian_phone", "past_losses", "features", "measures"),
        ("guardian_name", "guardian_phone", "features", "measures"),
        ("survey_round", "surveyed_on", "surveyor"),
        (*_CALL, "guardian", "spirit", "living", "risk", "measures"),
        "登记半年排查", ("categories", WANDERER_KIND), None, "surveyed_on",
        paper=("打印登记表", "E-32"), read=Action.RETURN_READ, write=Action.RETURN_WRITE,
    ),
    Kind(
        "monitored_household", "返贫监测", "这一户监测户",
        ("flag", "items", "alerted_on", "situation", "handled", "handled_on"),
        ("flag", "items", "alerted_on", "situation"), ("flag", "items", "situation"), (),
        (*_CALL, "living", "medical", "difficulties", "measures"),
        "登记走访处置", ("items", MONITOR_ITEM), MONITOR_END, "handled_on", is_household=True,
    ),
    Kind(
        "elder", "特殊困难老年人", "这位老年人",
        ("categories", "ability", "assessed_on", "chronic", "living", "children_contact",
         "emergency_name", "emergency_phone", "risk"),
        ("categories", "ability", "living", "children_contact", "emergency_name",
         "emergency_phone"),
        ("ability", "emergency_name", "emergency_phone"), ("last_call", "next_call"),
        (*_CALL, "living", "medical", "safety", "spirit", "risk", "measures"),
        "登记探访", ("categories", ELDER_KIND), None, "next_call",
        call_paper=("打印探访表", "E-29"),
    ),
    Kind(
        "disability_subsidy", "残疾人两项补贴", "这位残疾人",
        ("kind", "amount", "applied_on", "from_month", "reviewed_on", "is_other_province"),
        ("kind", "applied_on", "from_month"), ("from_month",), ("state",), (), "",
        ("kind", SUBSIDY_KIND), SUBSIDY_END, "reviewed_on",
    ),
    Kind(
        "left_behind_woman", "留守妇女", "这位留守妇女",
        ("spouse_place", "children", "elders", "difficulties", "situation", "contact_person",
         "services"),
        ("spouse_place", "children", "elders", "difficulties", "situation", "contact_person"),
        ("spouse_place", "contact_person"), (),
        (*_CALL, "living", "spirit", "difficulties", "measures"),
        "登记走访", ("difficulties", WOMAN_NEED),
    ),
    Kind(
        "referral", "转办", "这项转办",
        ("receiver", "needs", "sent_on", "due_on", "materials", "result", "replied_on", "feedback"),
        ("receiver", "needs", "sent_on", "due_on", "materials"), ("receiver", "needs", "due_on"),
        due="due_on", is_household=True, leaving="办结", paper=("打印转办单", "E-30"),
    ),
)  # fmt: skip
"""In the order of the chips."""

SAMPLES: Final[Mapping[str, str]] = {
    "categories": "阿尔茨海默症、智力残疾",
    "items": "医疗、收入骤降",
    "kind": "困难残疾人生活补贴",
    "difficulties": "劳动力不足、子女照料",
    "amount": "1,201.00",
    "receiver": "县医疗保障局",
}
"""Field -> a value as wide as they get."""


def field_text(name: str) -> Callable[[Any], str]:
    """A field of a row's record in words."""
    return lambda row: row.record.text(name)
