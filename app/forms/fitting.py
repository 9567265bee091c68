"""An answer of one version as the answer of another: types that changed, choices that went. Pure.

Nothing is guessed: what does not fit is said with its reason, and stays with the old version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from app.forms.answers import TYPE_NAMES, canonical, is_on_scale
from app.forms.functions_text import words
from app.forms.states import Choice
from app.forms.structure import Element

WORKED_OUT: Final = "现在由表单自己算"
NOT_OFFERED: Final = "原来的选项没有了"
_ONE_ONLY: Final = "现在只能选一项"
_OTHER_KIND: Final = "题型改了，照片和文件带不过来"
_OFF_SCALE: Final = "不在新的刻度上"
_CHINA: Final = 480
_MIDNIGHT: Final = "T00:00:00.000+08:00"


class Fitted(NamedTuple):
    """``value`` as it is stored in the new version; ``reason`` why there is none, in a few words."""

    value: str
    reason: str = ""


def fit(old: Element, new: Element, value: str, shown: str) -> Fitted:
    """The answer ``value`` of ``old`` for ``new``, which is no choice; ``shown`` as people read
    it."""
    if not value:
        return Fitted("")
    if new.bind.calculate is not None:
        return Fitted("", WORKED_OUT)
    if "upload" in (before := _kind(old), after := _kind(new)) and before != after:
        return Fitted("", _OTHER_KIND)
    was_chosen = old.control is not None and old.control.is_select
    return _typed(old, new, shown if was_chosen else value)


def fit_choice(kind: str, value: str, shown: str, offered: Sequence[Choice]) -> Fitted:
    """The answer ``value`` for a choice of ``kind`` (select1, select, rank) among ``offered``: by
    value, else by what it reads."""
    known = {one.value for one in offered}
    if value in known:
        return Fitted(value)
    kept = [one for one in words(value) if one in known]
    kept = kept or [one.value for one in offered if one.label == shown]
    if kind == "select1" and len(kept) > 1:
        return Fitted("", _ONE_ONLY)
    return Fitted(" ".join(kept), "" if kept else NOT_OFFERED)


def _kind(element: Element) -> str:
    return element.control.kind if element.control else ""


def _typed(old: Element, new: Element, text: str) -> Fitted:
    if (old.bind.type, new.bind.type) == ("date", "dateTime"):
        text += _MIDNIGHT
    stored = canonical(new.bind.type, text, _CHINA)
    if not stored:
        name = TYPE_NAMES.get(new.bind.type, "别的内容")
        return Fitted("", f"现在要填{name}，原来的答案不是")
    control = new.control
    if control and control.kind == "range" and not is_on_scale(stored, control.attributes):
        return Fitted("", _OFF_SCALE)
    return Fitted(stored)
