"""What a form is for, said in the sheet ``settings``: 走访类型, 走访对象, 敏感程度, 何时填写."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.codes import VISIT_KIND
from app.forms.checking.authored import Authored
from app.forms.checking.problems import Problem, Spot
from app.forms.library import CHILD, HOUSEHOLD, OF_CHILD, ORDINARY, PERSON, REPORT, stricter

VISIT_KIND_SETTING: Final = "ruhu:visit_kind"
NOTE_SETTING: Final = "ruhu:note"


@dataclass(frozen=True)
class _Setting:
    """``words``: what may be written -> what it means; ``title`` for people."""

    column: str
    name: str
    title: str
    words: Mapping[str, str]

    def read(self, authored: Authored) -> str:
        """What the sheet says, "" for nothing or for what is not understood."""
        written = authored.setting(self.column).strip()
        return written if written in self.words.values() else self.words.get(written, "")


ABOUT: Final = _Setting(
    "ruhu:about", "about", "走访对象", {"家庭": HOUSEHOLD, "个人": PERSON, "儿童": CHILD}
)
SENSITIVITY: Final = _Setting(
    "ruhu:sensitivity",
    "sensitivity",
    "敏感程度",
    {"一般": ORDINARY, "涉及儿童": OF_CHILD, "强制报告": REPORT},
)
_SETTINGS: Final = (ABOUT, SENSITIVITY)


def purpose(authored: Authored) -> dict[str, str]:
    """What the workbook says, as ``VisitUse`` takes it. What is about a child is a child's affair
    unless the workbook says otherwise."""
    said = {
        "visit_kind": visit_kind_of(authored),
        "note": authored.setting(NOTE_SETTING),
        ABOUT.name: ABOUT.read(authored),
        SENSITIVITY.name: SENSITIVITY.read(authored),
    }
    if said[ABOUT.name] == CHILD and not said[SENSITIVITY.name]:
        said[SENSITIVITY.name] = OF_CHILD
    return {name: text for name, text in said.items() if text}


def purpose_problems(authored: Authored) -> Iterator[Problem]:
    """What of it is not understood."""
    yield from _visit_kind(authored)
    for one in _SETTINGS:
        written = authored.setting(one.column)
        if written and authored.settings and not one.read(authored):
            sentence = (
                f"{one.title}写的是“{written[:20]}”，没有这一种。"
                f"请改成其中一种：{'、'.join(one.words)}。"
            )
            yield Problem(f"{one.name}_unknown", sentence, authored.settings.spot(one.column))


def unsealed(authored: Authored, former: str) -> Iterator[Problem]:
    """A new version must not unseal what the one before sealed (``former``: its sensitivity)."""
    said = purpose(authored).get(SENSITIVITY.name, former)
    if stricter(said, former) != said:
        words = {meant: word for word, meant in SENSITIVITY.words.items()}
        sentence = (
            f"已发布的版本的敏感程度是“{words.get(former, former)}”，新版不能降低："
            "已经填写的内容会被不该看的人看到。请改回来；确实要降低的，请另建一张表（换表单编号）。"
        )
        row = authored.settings
        spot = row.spot(SENSITIVITY.column) if row else Spot()
        yield Problem("sensitivity_lowered", sentence, spot)


def visit_kind_of(authored: Authored) -> str:
    """The code of VISIT_KIND that the sheet asks for by code or by name; "" for none."""
    written = authored.setting(VISIT_KIND_SETTING)
    return written if written in VISIT_KIND else VISIT_KIND.code_of(written) or ""


def _visit_kind(authored: Authored) -> Iterator[Problem]:
    written = authored.setting(VISIT_KIND_SETTING)
    if written and authored.settings and not visit_kind_of(authored):
        names = "、".join(VISIT_KIND.labels.values())
        sentence = (
            f"没有走访类型“{written[:20]}”。请改成其中一种：{names}；都不合适就空着，算作困难排查。"
        )
        yield Problem("visit_kind_unknown", sentence, authored.settings.spot(VISIT_KIND_SETTING))
