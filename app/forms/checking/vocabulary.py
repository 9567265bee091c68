"""Whether everything a formula names exists: questions, functions, tables; and whether it can be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from app.forms.checking.formulas import Formula, marked, named, names_in, walk
from app.forms.checking.outline import Outline
from app.forms.checking.problems import WARNING, Problem, Spot
from app.forms.checking.suggesting import suggestion
from app.forms.functions import FUNCTIONS
from app.forms.patterns import matches
from app.forms.values import looks_like_moment, parse_moment
from app.forms.xpath import Call, ExpressionError, Literal, Path, Syntax

_DATED: Final = frozenset(
    {"date", "date-time", "decimal-date-time", "format-date", "format-date-time"}
)
_LABELLED: Final = frozenset({"jr:choice-name"})
_BARE_DATE: Final = re.compile(r"(?<![\w.])((?:19|20)[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![\w.])")
_LITERALS: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_LAST_SAVED: Final = "last-saved#"


def vocabulary(formula: Formula, outline: Outline, tables: Collection[str]) -> Iterator[Problem]:
    """What a formula names and the form does not have. ``tables``: names ``instance()`` may use."""
    spot = formula.question.row.spot(formula.column)
    yield from unknown_names(names_in(formula.tree), outline, spot)
    yield from _groups(formula, outline, spot)
    yield from _bare_dates(formula, spot)
    labelled: set[int] = set()
    for one in walk(formula.tree):
        if isinstance(one, Call):
            if one.name in _LABELLED:
                labelled.update(map(id, one.arguments[1:]))
            yield from _call(one, tables, spot)
        elif isinstance(one, Literal) and id(one) not in labelled:
            yield from _in_text(one, spot)
    yield from _self_cycle(formula, spot)


def unknown_names(names: Collection[str], outline: Outline, spot: Spot) -> Iterator[Problem]:
    """A problem for each name that no question has."""
    for name in sorted(set(names) - set(outline.by_name)):
        if name.startswith(_LAST_SAVED):
            sentence = (
                f"这里不能用“${{{name}}}”取上次的答案。请改用 bind::ruhu:from 列写 last.题目名。"
            )
            yield Problem("last_saved", sentence, spot)
            continue
        hint = suggestion(name, outline.by_name, "表中已有的题目名，或补上这一题")
        yield Problem("name_unknown", f"没有名为“{name[:40]}”的题目。请改成{hint}。", spot)


def _groups(formula: Formula, outline: Outline, spot: Spot) -> Iterator[Problem]:
    """A group has no answer: what compares it is never true."""
    for name in sorted(set(names_in(formula.tree))):
        question = outline.by_name.get(name)
        if question is not None and question.type.name == "begin_group":
            sentence = f"“{name}”是分组，没有答案，这里读到的总是空白。请改成分组里的题目名。"
            yield Problem("group_has_no_answer", sentence, spot, WARNING)


def _call(call: Call, tables: Collection[str], spot: Spot) -> Iterator[Problem]:
    function = FUNCTIONS.get(call.name)
    if function is None:
        hint = suggestion(call.name, FUNCTIONS, "支持的函数（见表单说明）")
        sentence = f"不认识的函数“{call.name[:40]}”。请改成{hint}。"
        yield Problem("function_unknown", sentence, spot, position=call.position)
        return
    count = len(call.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        yield Problem(
            "argument_count",
            f"函数“{call.name}”的参数个数不对：应为{_allowed(function.least, function.most)}，"
            f"写了{count}个。请补齐或删去多余的参数。",
            spot,
            position=call.position,
        )
        return
    first = call.arguments[0] if call.arguments else None
    if call.name in _DATED and isinstance(first, Literal) and isinstance(first.value, str):
        yield from _date(first.value, spot, call.position)
    if call.name == "regex":
        yield from _pattern(call.arguments[1], spot, call.position)
    if call.name == "instance" and isinstance(first, Literal) and str(first.value) not in tables:
        hint = suggestion(str(first.value), tables, "选项列表名或数据表名")
        sentence = f"没有名为“{str(first.value)[:40]}”的选项列表或数据表。请改成{hint}。"
        yield Problem("table_unknown", sentence, spot, position=call.position)


def _allowed(least: int, most: int | None) -> str:
    if most is None:
        return f"至少{least}个"
    return f"{least}个" if least == most else f"{least}到{most}个"


def _date(text: str, spot: Spot, position: int) -> Iterator[Problem]:
    if not text or marked(text) or (looks_like_moment(text) and parse_moment(text, 480)):
        return
    sentence = f"“{text[:40]}”不是真实的日期，算出来是空白。请写成 '2026-03-01' 这样的日期。"
    yield Problem("date_impossible", sentence, spot, position=position)


def _pattern(pattern: Syntax, spot: Spot, position: int) -> Iterator[Problem]:
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
        return
    text = pattern.value
    try:
        _ = matches("", text)
    except ExpressionError:
        sentence = f"regex 的模式“{text[:40]}”有错。请检查括号是否配对；不能用回引用和环视。"
        yield Problem("regex_wrong", sentence, spot, position=position)
        return
    if not (text.startswith("^") and text.endswith("$")):
        yield Problem(
            "regex_unanchored",
            "regex 在这里要求整段文字都符合，别的程序只要求其中一部分符合。"
            f"请写成 '^{text[:40].strip('^$')}$'；只要求包含，请在两头加“.*”。",
            spot,
            WARNING,
            position,
        )


def _in_text(literal: Literal, spot: Spot) -> Iterator[Problem]:
    found = marked(literal.value) if isinstance(literal.value, str) else []
    if found:
        yield Problem(
            "reference_in_text",
            f"“${{{found[0]}}}”写在了引号里面，不会换成答案。请把它移到引号外面，用 concat() 连接。",
            spot,
            WARNING,
        )


def _bare_dates(formula: Formula, spot: Spot) -> Iterator[Problem]:
    plain = _LITERALS.sub(lambda found: "_" * len(found[0]), formula.source)
    for found in _BARE_DATE.finditer(plain):
        year, month, day = (int(each) for each in found.groups())
        yield Problem(
            "date_bare",
            f"{found[0]} 没有加引号，会当成减法。请写成 date('{year:04d}-{month:02d}-{day:02d}')。",
            spot,
            position=found.start() + 1,
        )


def _self_cycle(formula: Formula, spot: Spot) -> Iterator[Problem]:
    name = formula.question.name
    if formula.column != "calculation" or name not in _read_directly(formula.tree):
        return
    sentence = f"题目“{name}”的公式用到了它自己。请改用别的题目，或拆成两题。"
    yield Problem("self_cycle", sentence, spot)


def _read_directly(tree: Syntax) -> set[str]:
    """The names read as they are: not in other rows (``indexed-repeat``), not by a filter."""
    apart: set[int] = set()
    found: set[str] = set()
    for one in walk(tree):
        if isinstance(one, Call) and (one.name == "indexed-repeat" or id(one) in apart):
            apart.update(map(id, one.arguments))
        if isinstance(one, Path) and id(one) not in apart and (name := named(one)):
            found.update([name] if not one.steps[0].predicates else [])
    return found
