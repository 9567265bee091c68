"""Labels, hints, messages and looks of questions; the sheet ``settings``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from app.forms.checking.authored import SETTINGS, SURVEY, TRANSLATED, Authored, Row
from app.forms.checking.choices import Lists
from app.forms.checking.formulas import REFERENCE
from app.forms.checking.outline import Outline, Question
from app.forms.checking.problems import WARNING, Problem, Spot
from app.forms.checking.purpose import purpose_problems
from app.forms.checking.question_types import UNSEEN
from app.forms.checking.vocabulary import unknown_names

APPEARANCES: Final = frozenset(
    "multiline numbers thousands-sep minimal autocomplete search quick likert label list-nolabel "
    "list table columns columns-pack columns-flex no-buttons horizontal horizontal-compact compact "
    "field-list table-list summary month-year year no-calendar no-ticks vertical picker rating "
    "signature draw annotate new new-front hidden-answer masked printed bearing w1 w2 w3 w4 w5 w6 "
    "w7 w8 w9 w10 w11 w12".split()
)
"""What the fields of the window know; anything else looks like the plain field."""
_COLUMNS: Final = re.compile(r"columns-[1-9][0-9]?|compact-[1-9][0-9]?")
_PATHLIKE: Final = re.compile(r"[\w.\-]{1,64}")
_TRIGGER: Final = re.compile(r"\s*\$\{[^{}]*\}\s*(?:,\s*\$\{[^{}]*\}\s*)*")


def wording(authored: Authored, outline: Outline, lists: Lists) -> Iterator[Problem]:
    """What is wrong with what people read, and with how it is to look."""
    used = _languages(authored)
    for question in outline.questions:
        yield from _label(question)
        yield from _appearance(question)
        yield from _trigger(question, outline)
        yield from _texts(question.row, outline, used)
    for rows in lists.rows.values():
        for row in rows.values():
            yield from _texts(row, outline, used)


def settings(authored: Authored) -> Iterator[Problem]:
    """Whether the form has an id, a version, a title, and a language that exists."""
    row = authored.settings
    spot = row.spot() if row else Spot(SETTINGS)
    form_id = authored.setting("form_id")
    if not form_id:
        sentence = "表单没有编号。请在 settings 表的 form_id 列填写，如 ruhu；以后不要再改。"
        yield Problem("form_id_missing", sentence, spot)
    elif not _PATHLIKE.fullmatch(form_id) or not form_id.strip("."):
        sentence = "表单编号只能用汉字、字母、数字、点、下划线和连字符，最多64个。请改正。"
        yield Problem("form_id_invalid", sentence, row.spot("form_id") if row else spot)
    if not authored.setting("version"):
        sentence = (
            "表单没有版本号。请在 settings 表的 version 列填写，如 2026030101，每次发布加大。"
        )
        yield Problem("version_missing", sentence, spot)
    if not authored.setting("form_title"):
        sentence = "表单没有名称。请在 settings 表的 form_title 列填写。"
        yield Problem("title_missing", sentence, spot, WARNING)
    yield from _default_language(authored)
    yield from purpose_problems(authored)


def _default_language(authored: Authored) -> Iterator[Problem]:
    default, used = authored.setting("default_language"), _languages(authored)
    if default and used and default not in used and authored.settings:
        sentence = (
            f"默认语言“{default}”没有对应的列。请改成“{used[0]}”，或补上 label::{default} 列。"
        )
        yield Problem("language_unknown", sentence, authored.settings.spot("default_language"))


def _languages(authored: Authored) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for column in authored.columns.get(SURVEY, ()):
        base, _, language = column.partition("::")
        if base in TRANSLATED and language:
            found[language] = None
    return tuple(found)


def _label(question: Question) -> Iterator[Problem]:
    row = question.row
    is_shown = question.type.name not in UNSEEN and question.is_question
    if is_shown and not (row.languages("label") or row.languages("hint")):
        sentence = f"题目“{question.name}”没有显示的文字。请填写 label 列。"
        yield Problem("label_missing", sentence, row.spot("name"), WARNING)
    if question.type.name == "calculate" and not (row.text("calculation") or row.text("default")):
        sentence = "计算题没有公式。请填写 calculation 列。"
        yield Problem("calculation_missing", sentence, row.spot("type"))


def _appearance(question: Question) -> Iterator[Problem]:
    spot = question.row.spot("appearance")
    for word in question.row.text("appearance").split():
        if word.startswith("ex:"):
            sentence = "这里不能调用别的程序（ex:）。请去掉，让人直接填写。"
            yield Problem("appearance_foreign", sentence, spot)
        elif not (word in APPEARANCES or _COLUMNS.fullmatch(word) or "(" in word):
            sentence = f"不认识的外观“{word[:30]}”，会按普通样子显示。请检查拼写，或删去。"
            yield Problem("appearance_unknown", sentence, spot, WARNING)


def _trigger(question: Question, outline: Outline) -> Iterator[Problem]:
    text = question.row.text("trigger")
    if not text:
        return
    spot = question.row.spot("trigger")
    if not _TRIGGER.fullmatch(text):
        sentence = "trigger 列只能写题目名。请写成 ${题目名}。"
        yield Problem("trigger_wrong", sentence, spot)
        return
    yield from unknown_names(REFERENCE.findall(text), outline, spot)


def _texts(row: Row, outline: Outline, languages: tuple[str, ...]) -> Iterator[Problem]:
    for column in TRANSLATED:
        written = row.languages(column)
        for language, cell in written.items():
            name = f"{column}::{language}" if language else column
            yield from unknown_names(REFERENCE.findall(cell.text), outline, row.spot(name))
        missing = [each for each in languages if each not in written]
        if written and missing and "" not in written and column == "label":
            first = next(iter(written))
            yield Problem(
                "translation_missing",
                f"缺少“{'”、“'.join(missing)}”的文字，会显示默认语言。请补上译文。",
                row.spot(f"{column}::{first}"),
                WARNING,
            )
