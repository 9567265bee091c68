"""The questions of a form in their groups and repeats, and what is wrong with that structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.forms.checking.authored import SURVEY, Authored, Row
from app.forms.checking.problems import ERROR, Problem, Spot
from app.forms.checking.question_types import FOREIGN, KINDS, TypeCell, read_type
from app.forms.checking.suggesting import suggestion

DEEPEST: Final = 30
NAME: Final = re.compile(r"[^\W\d][\w.\-]*")
_RESERVED: Final = frozenset({"meta"})
_BLOCKS: Final = {"begin_group": "分组", "begin_repeat": "重复组"}
_ENDS: Final = {"end_group": "begin_group", "end_repeat": "begin_repeat"}
_WRITTEN: Final = {"begin_group": "begin_group（开始分组）", "begin_repeat": "begin_repeat（开始重复）",
                   "end_group": "end_group（结束分组）", "end_repeat": "end_repeat（结束重复）"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A named row: ``groups`` are the names of what it lies in, ``repeats`` those that repeat."""

    name: str
    type: TypeCell
    row: Row
    groups: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return KINDS.get(self.type.name, "any")

    @property
    def is_repeat(self) -> bool:
        return self.type.name == "begin_repeat"

    @property
    def is_question(self) -> bool:
        return self.type.name not in _BLOCKS

    def within(self, repeat: str) -> str:
        """The path from a row of ``repeat`` to here, as it is written in a filter."""
        inner = self.groups[self.groups.index(repeat) + 1 :]
        return "./" + "/".join((*inner, self.name))


@dataclass(frozen=True)
class Outline:
    """All named rows in order, and by name (of a repeated name, the first)."""

    questions: tuple[Question, ...]
    by_name: Mapping[str, Question]
    problems: tuple[Problem, ...]


@dataclass
class _Reading:
    questions: list[Question] = field(default_factory=list[Question])
    by_name: dict[str, Question] = field(default_factory=dict[str, Question])
    problems: list[Problem] = field(default_factory=list[Problem])
    open: list[tuple[str, str, Row]] = field(default_factory=list["tuple[str, str, Row]"])

    def say(self, code: str, sentence: str, spot: Spot, severity: str = ERROR) -> None:
        self.problems.append(Problem(code, sentence, spot, severity))


def read_outline(authored: Authored) -> Outline:
    """The structure of the sheet ``survey``."""
    reading = _Reading()
    for row in authored.survey:
        _read_row(reading, row)
    for kind, name, row in reading.open:
        end = kind.replace("begin", "end")
        reading.say(
            "block_open",
            f"{_BLOCKS[kind]}“{name}”没有结束。请在它最后一题的下面加一行 {_WRITTEN[end]}。",
            row.spot("type"),
        )
    if not reading.problems and not any(one.is_question for one in reading.questions):
        reading.say("no_questions", "表单里没有题目。请从第2行起，每行写一题。", Spot(SURVEY))
    return Outline(tuple(reading.questions), reading.by_name, tuple(reading.problems))


def _read_row(reading: _Reading, row: Row) -> None:
    text = row.text("type")
    if not text:
        if row.text("name") or row.languages("label"):
            reading.say(
                "type_missing", "这一行没有写类型。请在 type 列填写，如 text（文本）。", row.spot()
            )
        return
    kind = read_type(text)
    if kind.name in _ENDS:
        _close(reading, kind.name, row)
        return
    for problem in _type_problems(kind, row):
        reading.problems.append(problem)
    name = row.text("name")
    _check_name(reading, name, row)
    repeats = tuple(each for opened, each, _ in reading.open if opened == "begin_repeat")
    groups = tuple(each for _, each, _ in reading.open)
    question = Question(name, kind, row, groups, repeats)
    if name:
        reading.questions.append(question)
        reading.by_name.setdefault(name, question)
    if kind.name in _BLOCKS:
        reading.open.append((kind.name, name, row))
        if len(reading.open) == DEEPEST + 1:
            sentence = f"分组套分组超过{DEEPEST}层。请减少层数。"
            reading.say("too_deep", sentence, row.spot("type"))


def _close(reading: _Reading, end: str, row: Row) -> None:
    wanted = _ENDS[end]
    if not reading.open:
        sentence = f"没有开始，却写了 {_WRITTEN[end]}。请删去这一行，或补上开始的那一行。"
        reading.say("block_not_open", sentence, row.spot("type"))
        return
    kind, name, begun = reading.open.pop()
    if kind != wanted:
        right = kind.replace("begin", "end")
        reading.say(
            "block_crossed",
            f"这里结束的是第{begun.number}行的{_BLOCKS[kind]}“{name}”，类型对不上。"
            f"请改成 {_WRITTEN[right]}，或检查中间是否少了一行。",
            row.spot("type"),
        )


def _type_problems(kind: TypeCell, row: Row) -> Iterator[Problem]:
    spot = row.spot("type")
    if kind.name in FOREIGN:
        sentence = f"类型“{kind.name}”在本程序里不能填写。请换成别的类型，如 text 或 image。"
        yield Problem("type_unsupported", sentence, spot)
    elif kind.name not in KINDS:
        hint = suggestion(kind.name, KINDS, "如 text、integer、date、select_one 列表名")
        yield Problem("type_unknown", f"不认识的类型“{kind.name[:40]}”。请改成{hint}。", spot)


def _check_name(reading: _Reading, name: str, row: Row) -> None:
    spot = row.spot("name")
    if not name:
        reading.say("name_missing", "这一题没有名字。请在 name 列填写，如 hname。", spot)
    elif not NAME.fullmatch(name):
        reading.say(
            "name_invalid",
            f"题目名“{name[:40]}”不能用：只能有汉字、字母、数字、下划线、点和连字符，"
            "并且不能以数字开头。请改名。",
            spot,
        )
    elif name in _RESERVED:
        reading.say("name_reserved", f"“{name}”是程序自己用的名字。请改名。", spot)
    elif (first := reading.by_name.get(name)) is not None:
        reading.say(
            "name_repeated",
            f"题目名“{name}”在第{first.row.number}行用过了。整张表里名字不能重复，请改名。",
            spot,
        )
