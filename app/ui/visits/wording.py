"""Sentences that say what to do, where the form's own words or codes do not. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from app.domain import id_number, phone_number
from app.errors import Refused
from app.forms.states import NodeState, Notice

PLAIN_MISSING: Final = "必填，请填写"
"""What the engine says of a blank required answer when the form has no words for it."""
_MISSING: Final = {
    "select1": "还没有选，请选一项。",
    "select": "还没有选，请至少选一项。",
    "rank": "还没有排，请按先后依次点。",
    "upload": "还没有，请添加。",
    "trigger": "还没有确认，请确认。",
}

_CHECKS: Final[Mapping[str, Callable[[str, date], object]]] = {
    "id_no": id_number.parse,
    "phone": lambda text, _today: phone_number.parse(text),
}


def what_to_do(state: NodeState, value_kind: str, today: date) -> str:
    """What is wrong with an answer, in the words that help most; blank when nothing is.

    ``value_kind``: id_no or phone, when the answer is one: then it is said what is wrong with it,
    such as how many digits are missing.
    """
    check = _CHECKS.get(value_kind)
    if state.message == PLAIN_MISSING:
        return _MISSING.get(state.control, "还没有填，请填写。")
    if not state.message or not state.value or check is None:
        return state.message
    try:
        check(state.value, today)
    except Refused as refused:
        return refused.sentence
    return state.message


def in_words(notice: Notice, before: NodeState | None) -> Notice:
    """A notice with the question's label, and labels of choices instead of their codes."""
    if before is None:
        return notice
    text = notice.text
    for one in before.choices:
        text = text.replace(f"“{one.value}”", f"“{one.label}”")
    return replace(notice, text=f"{before.label}：{text}" if before.label else text)
