"""The sheet ``choices``: its lists, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.forms.checking.authored import CHOICES, Authored, Row
from app.forms.checking.outline import Outline, Question
from app.forms.checking.problems import ERROR, WARNING, Problem
from app.forms.checking.question_types import FROM_FILE, WITH_LIST
from app.forms.checking.suggesting import suggestion

OTHER: Final = "other"
_TABLES: Final = (".csv", ".xml", ".geojson")


@dataclass(frozen=True)
class Lists:
    """The choices by list, and within a list by value."""

    rows: Mapping[str, Mapping[str, Row]] = field(default_factory=dict[str, "Mapping[str, Row]"])

    def values(self, question: Question) -> tuple[str, ...] | None:
        """The values a question offers; None when they are not known here."""
        if question.type.name not in WITH_LIST:
            return None
        found = self.rows.get(question.type.source)
        if found is None:
            return None
        return (*found, OTHER) if question.type.has_other else tuple(found)


def read_lists(authored: Authored) -> tuple[Lists, tuple[Problem, ...]]:
    """The lists, and what is wrong with their rows."""
    lists: dict[str, dict[str, Row]] = {}
    problems: list[Problem] = []
    may_repeat = authored.setting("allow_choice_duplicates").casefold() == "yes"
    for row in authored.choices:
        name, value = row.text("list_name"), row.text("name")
        problems.extend(_row_problems(row, name, value))
        if not name or not value:
            continue
        values = lists.setdefault(name, {})
        if value in values and not may_repeat:
            sentence = (
                f"列表“{name}”里的“{value[:30]}”在第{values[value].number}行用过了。"
                "请改名，或删去重复的一行。"
            )
            problems.append(Problem("choice_repeated", sentence, row.spot("name")))
        values.setdefault(value, row)
    return Lists(lists), tuple(problems)


def _row_problems(row: Row, name: str, value: str) -> Iterator[Problem]:
    if not name and not value and not row.languages("label"):
        return
    if not name:
        yield Problem("list_missing", "这个选项没有写列表名。请填写 list_name 列。", row.spot())
    if not value:
        yield Problem("choice_nameless", "这个选项没有值。请填写 name 列，如 yes。", row.spot())
    elif len(value.split()) > 1:
        sentence = f"选项的值“{value[:30]}”里有空格，多选时会被拆成几项。请去掉空格。"
        yield Problem("choice_blank", sentence, row.spot("name"))
    if not row.languages("label"):
        sentence = f"选项“{value[:30]}”没有显示的文字。请填写 label 列。"
        yield Problem("choice_unlabelled", sentence, row.spot("name"), WARNING)


def used_lists(outline: Outline, lists: Lists) -> Iterator[Problem]:
    """Lists that questions ask for and that do not exist; lists nobody asks for."""
    used: set[str] = set()
    for question in outline.questions:
        spot, source = question.row.spot("type"), question.type.source
        if question.type.name in WITH_LIST:
            used.add(source)
            if not source:
                sentence = "选择题没有写选项列表。请写成“select_one 列表名”。"
                yield Problem("list_unnamed", sentence, spot)
            elif source.startswith("${"):
                yield from _from_rows(source, outline, question)
            elif source not in lists.rows:
                hint = suggestion(source, lists.rows, f"{CHOICES} 表里有的列表，或在那里补上")
                yield Problem("list_unknown", f"没有选项列表“{source[:40]}”。请改成{hint}。", spot)
        elif question.type.name in FROM_FILE and not source.endswith(_TABLES):
            sentence = (
                "这种选择题要写数据表的文件名，如 select_one_from_file villages.csv。请补上。"
            )
            yield Problem("table_unnamed", sentence, spot)
    idle = set(lists.rows) - used
    for name in sorted(idle - _named_in_formulas(outline)) if idle else ():
        first = next(iter(lists.rows[name].values()))
        sentence = f"选项列表“{name}”没有题目用到。不需要的话，请删去。"
        yield Problem("list_unused", sentence, first.spot("list_name"), WARNING)


def _from_rows(source: str, outline: Outline, question: Question) -> Iterator[Problem]:
    name = source.removeprefix("${").removesuffix("}")
    found = outline.by_name.get(name)
    spot = question.row.spot("type")
    if found is None:
        hint = suggestion(name, outline.by_name, "重复组里的题目名")
        yield Problem("name_unknown", f"没有名为“{name[:40]}”的题目。请改成{hint}。", spot)
    elif not found.repeats:
        sentence = f"选项只能取自重复组里的题目，“{name}”不在重复组里。请换一题。"
        yield Problem("choices_not_rows", sentence, spot, ERROR)


def _named_in_formulas(outline: Outline) -> set[str]:
    """Lists that formulas look up by ``instance('…')``; found by their text, which is enough."""
    text = "\n".join(cell.text for one in outline.questions for cell in one.row.cells.values())
    return set(text.replace('"', "'").split("'"))
