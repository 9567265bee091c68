"""Formulas that work and do not do what is meant: the cases where engines of this standard disagree.

Which meaning we chose, and why: ``docs/adr/0002-form-semantics.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.forms.checking.choices import Lists
from app.forms.checking.formulas import Formula, below, named, names_in, question_of, walk
from app.forms.checking.kinds import (
    ARITHMETIC,
    COMPARING,
    ORDERING,
    kind_of,
    kind_of_question,
)
from app.forms.checking.outline import Outline, Question
from app.forms.checking.problems import ERROR, WARNING, Problem
from app.forms.checking.question_types import (
    CHOICE,
    DATE,
    FILE,
    NUMBER,
    PLACE,
    ROWS,
    SEVERAL,
    TEXT,
    TIME,
    TRUTH,
)
from app.forms.live import MAX_ROWS
from app.forms.xpath import Binary, Call, Literal, Negation, Path, Syntax

_TOTALS: Final = {"sum": 0, "min": 0, "max": 0, "count": 0, "count-non-empty": 0, "join": 1}
"""Functions over rows -> where the rows are among the arguments."""
_TRUTH_ARGUMENTS: Final = {"if": 0, "not": 0, "boolean": 0}
_NUMBER_ARGUMENTS: Final = frozenset({"sum", "round", "int", "abs", "floor", "ceiling", "pow"})
_LOOKS_DATED: Final = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
_NUMERIC: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_TRUTH_WORDS: Final = frozenset({"true", "false", "1", "0"})
_MAY_BE_BLANK: Final = frozenset({"integer", "decimal", "range"})


@dataclass(frozen=True)
class _Place:
    """What the rules look at: the formula, and the form around it."""

    formula: Formula
    outline: Outline
    lists: Lists

    def say(
        self, code: str, sentence: str, *, severity: str = WARNING, position: int = 0
    ) -> Problem:
        spot = self.formula.question.row.spot(self.formula.column)
        return Problem(code, sentence, spot, severity, position)

    def kind(self, syntax: Syntax) -> str:
        if isinstance(syntax, Path) and _is_here(syntax):
            return kind_of_question(self.formula.question, self.outline)
        return kind_of(syntax, self.outline)

    def question(self, syntax: Syntax) -> Question | None:
        if isinstance(syntax, Path) and _is_here(syntax):
            return self.formula.question
        return question_of(syntax, self.outline)


def traps(formula: Formula, outline: Outline, lists: Lists) -> Iterator[Problem]:
    """Every trap that a formula falls into, once each."""
    place = _Place(formula, outline, lists)
    found: dict[tuple[str, str], Problem] = {}
    for rule in _WHOLE:
        for problem in rule(place):
            found.setdefault((problem.code, problem.sentence), problem)
    for one in walk(formula.tree):
        for rule in _RULES:
            for problem in rule(place, one):
                found.setdefault((problem.code, problem.sentence), problem)
    yield from found.values()


def _is_here(path: Path) -> bool:
    return path.base == "." and len(path.steps) == 1 and path.steps[0].axis == "self"


def _shown(question: Question) -> str:
    return f"${{{question.name}}}"


# -- of the whole formula


def _condition(place: _Place) -> Iterator[Problem]:
    formula = place.formula
    if not formula.is_condition and formula.column != "choice_filter":
        return
    yield from _truth_of(place, formula.tree)
    kind = place.kind(formula.tree)
    if kind in (TEXT, NUMBER, DATE) and place.question(formula.tree) is None:
        yield place.say(
            "condition_missing",
            "这里应写条件（结果是“是”或“否”），写的却是一个值。请写成比较，如 ${age} >= 60。",
        )


def _row_count(place: _Place) -> Iterator[Problem]:
    tree = place.formula.tree
    if place.formula.column != "repeat_count" or not isinstance(tree, Literal):
        return
    if not isinstance(tree.value, float) or not 0 <= tree.value <= MAX_ROWS:
        sentence = f"重复次数应为0到{MAX_ROWS}的数。请改小，或改用一道整数题。"
        yield place.say("row_count", sentence, severity=ERROR)


def _blank_arithmetic(place: _Place) -> Iterator[Problem]:
    row = place.formula.question.row
    sure = frozenset(re.findall(r"\$\{([^{}]*)\}", row.text("relevant")))
    if place.formula.column == "relevant":
        sure = frozenset[str]()
    waiting: list[tuple[Syntax, frozenset[str], bool]] = [(place.formula.tree, sure, False)]
    while waiting:
        one, known, is_operand = waiting.pop()
        question = place.question(one)
        if question and is_operand and question.name not in known and _may_be_blank(question):
            yield place.say(
                "blank_arithmetic",
                f"“{_shown(question)}”没有填时，整个算式的结果是空白。"
                f"请写成 coalesce({_shown(question)}, 0)，或把这一题设为必填。",
            )
        if isinstance(one, Call) and one.name == "if" and one.arguments:
            known |= names_in(one.arguments[0])
        is_sum = isinstance(one, Negation) or (
            isinstance(one, Binary) and one.operator in ARITHMETIC
        )
        waiting.extend((part, known, is_sum) for part in below(one))


def _may_be_blank(question: Question) -> bool:
    row = question.row
    is_required = row.text("required").casefold() in ("yes", "true", "true()")
    return question.type.name in _MAY_BE_BLANK and not is_required and not row.text("default")


# -- of one part of it


def _truth_of_node(place: _Place, one: Syntax) -> Iterator[Problem]:
    if isinstance(one, Call) and one.name in _TRUTH_ARGUMENTS and one.arguments:
        yield from _truth_of(place, one.arguments[_TRUTH_ARGUMENTS[one.name]])
    elif isinstance(one, Binary) and one.operator in ("and", "or"):
        yield from _truth_of(place, one.left)
        yield from _truth_of(place, one.right)
    elif isinstance(one, Binary) and one.operator in ("=", "!="):
        for side, other in ((one.left, one.right), (one.right, one.left)):
            if isinstance(other, Call) and other.name in ("true", "false"):
                yield from _truth_of(place, side)


def _truth_of(place: _Place, syntax: Syntax) -> Iterator[Problem]:
    question = place.question(syntax)
    if question is None:
        return
    name = "." if isinstance(syntax, Path) and _is_here(syntax) else _shown(question)
    yield place.say(
        "truth_of_node",
        f"“{name}”单独当条件时，只要有这一题就算“是”，填的是0、false或空白也一样。"
        f"请写成明确的比较，如 {name} != '' 或 {name} = 'yes'。",
    )


def _date_as_text(place: _Place, one: Syntax) -> Iterator[Problem]:
    if not isinstance(one, Binary) or one.operator not in COMPARING:
        return
    for side in (one.left, one.right):
        text = side.value if isinstance(side, Literal) else ""
        if isinstance(text, str) and _LOOKS_DATED.fullmatch(text):
            numbers = [int(each) for each in re.findall("[0-9]+", text)]
            yield place.say(
                "date_as_text",
                f"与日期比较时，'{text}' 只是一段文字，各个程序的理解不同。"
                f"请写成 date('{numbers[0]:04d}-{numbers[1]:02d}-{numbers[2]:02d}')。",
            )


def _truth_as_text(place: _Place, one: Syntax) -> Iterator[Problem]:
    if not isinstance(one, Binary) or one.operator not in ("=", "!="):
        return
    for side, other in ((one.left, one.right), (one.right, one.left)):
        question = place.question(side)
        word = _plain(other)
        if question and word in _TRUTH_WORDS and place.kind(side) == TRUTH:
            yield place.say(
                "truth_as_text",
                f"“{_shown(question)}”算出的是“是/否”，有的程序存成 true，有的存成1。"
                "请在那一题里写成 if(条件, 'yes', 'no')，这里与 'yes' 比较。",
            )


def _plain(syntax: Syntax) -> str:
    if not isinstance(syntax, Literal):
        return ""
    return syntax.value if isinstance(syntax.value, str) else f"{syntax.value:g}"


def _absolute_path(place: _Place, one: Syntax) -> Iterator[Problem]:
    if isinstance(one, Path) and one.base == "/" and one.steps:
        name = one.steps[-1].test
        yield place.say(
            "absolute_path",
            "手写的从“/”开始的路径，在重复组里会取到所有行，改了分组还会失效。"
            f"请改写成 ${{{name}}}。",
        )


def _filtered_reference(place: _Place, one: Syntax) -> Iterator[Problem]:
    if not isinstance(one, Path):
        return
    for step in one.steps:
        repeat = place.outline.by_name.get(named(step))
        if not repeat or not repeat.is_repeat:
            continue
        for name in sorted({each for filter_ in step.predicates for each in names_in(filter_)}):
            question = place.outline.by_name.get(name)
            if question and repeat.name in question.repeats:
                yield place.say(
                    "reference_in_filter",
                    f"方括号里的“{_shown(question)}”指的是所有行，只要有一行符合，每一行都会算进去。"
                    f"请改写成“{question.within(repeat.name)}”。",
                )


def _own_row_total(place: _Place, one: Syntax) -> Iterator[Problem]:
    if not isinstance(one, Call) or one.name not in _TOTALS:
        return
    at = _TOTALS[one.name]
    if len(one.arguments) != at + 1:
        return
    question = place.question(one.arguments[at])
    mine = place.formula.question
    around = (*mine.repeats, mine.name) if mine.is_repeat else mine.repeats
    if question is None or not question.repeats or question.is_repeat:
        return
    if question.repeats == around[: len(question.repeats)]:
        repeat = question.repeats[-1]
        yield place.say(
            "own_row_total",
            f"这一题在重复组“{repeat}”里面，{one.name}({_shown(question)}) 只算到自己这一行。"
            "要合计所有行，请把这一题移到重复组外面。",
            position=one.position,
        )


def _not_a_number(place: _Place, one: Syntax) -> Iterator[Problem]:
    if isinstance(one, Binary) and one.operator in ARITHMETIC:
        operands: tuple[Syntax, ...] = (one.left, one.right)
    elif isinstance(one, Binary) and one.operator in ORDERING:
        operands = () if _is_date(place, one) else (one.left, one.right)
    elif isinstance(one, Call) and one.name in _NUMBER_ARGUMENTS:
        operands = one.arguments
    else:
        return
    for operand in operands:
        if _is_wordy(place, operand):
            question = place.question(operand)
            shown = _shown(question) if question else f"'{_plain(operand)[:30]}'"
            yield place.say(
                "not_a_number",
                f"“{shown}”是文字，不能当数来算或比大小。请改用数字题（integer 或 decimal）；"
                "比较是否相同请用 = 或 !=。",
            )


def _is_date(place: _Place, one: Binary) -> bool:
    return bool({place.kind(one.left), place.kind(one.right)} & {DATE, TIME})


def _is_wordy(place: _Place, operand: Syntax) -> bool:
    if isinstance(operand, Literal):
        text = operand.value
        is_word = isinstance(text, str) and text != "" and not _NUMERIC.fullmatch(text)
        return is_word and not _LOOKS_DATED.fullmatch(str(text))
    question = place.question(operand)
    kind = place.kind(operand)
    if kind in (CHOICE, SEVERAL) and question:
        values = place.lists.values(question)
        return values is not None and not all(_NUMERIC.fullmatch(each) for each in values)
    return question is not None and kind in (TEXT, FILE, PLACE, ROWS)


def _choice_unknown(place: _Place, one: Syntax) -> Iterator[Problem]:
    for operand, word in _compared(one):
        question = place.question(operand)
        values = place.lists.values(question) if question else None
        if question is None or values is None or not word or word in values:
            continue
        yield place.say(
            "choice_unknown",
            f"“{_shown(question)}”的选项里没有“{word[:30]}”，这个条件永远不成立。"
            f"请改成选项的 name：{'、'.join(list(values)[:8])}。",
        )


def _compared(one: Syntax) -> Iterator[tuple[Syntax, str]]:
    if isinstance(one, Binary) and one.operator in ("=", "!="):
        yield one.left, _plain(one.right)
        yield one.right, _plain(one.left)
    elif isinstance(one, Call) and one.name == "selected" and len(one.arguments) == 2:
        yield one.arguments[0], _plain(one.arguments[1])


def _several_equals(place: _Place, one: Syntax) -> Iterator[Problem]:
    if not isinstance(one, Binary) or one.operator not in ("=", "!="):
        return
    for side, other in ((one.left, one.right), (one.right, one.left)):
        question = place.question(side)
        if question and place.kind(side) == SEVERAL and (word := _plain(other)):
            yield place.say(
                "several_equals",
                f"“{_shown(question)}”可以选几项，用 = 比较时要一项不多才成立。"
                f"请写成 selected({_shown(question)}, '{word[:30]}')。",
            )


_WHOLE: Final = (_condition, _row_count, _blank_arithmetic)
_RULES: Final = (
    _truth_of_node,
    _date_as_text,
    _truth_as_text,
    _absolute_path,
    _filtered_reference,
    _own_row_total,
    _not_a_number,
    _choice_unknown,
    _several_equals,
)
