"""What records already know is carried into a blank form: nobody types a name twice. Pure.

Which question takes which fact is data, said in one of two places; the form wins:

* in the workbook, column ``bind::ruhu:from``: ``head.name``, and inside a repeat ``member.name``;
* in ``resources/forms/<form>/prefill.yaml``, for forms without that column::

      hname: head.name                      # question: fact
      mrel: {from: member.relation, values: {"01": self, "10": spouse}}

A question is named by its own name, or by its path when the name is not unique. A fact is a noun
and a field: the fields of the records (``app/models``), with ``age`` for persons. Nouns:

* ``head`` the head of the household, ``person`` whom the form is about, ``household``, ``place`` (``county``, ``township``,
  ``village``, ``group``: names as people say them), ``visit`` (``date``, ``visitor``),
  ``last`` (question names of the last visit with the same form); and ``<noun>.count`` for rows;
* ``member``, ``child`` (members under 18), ``obligor``: one row of a repeat each. ``last.mincome``
  in such a repeat is the answer of the row of the last visit that was about the same: its
  ``id_no``, or else its ``name``, is the same. In a repeat that takes no other noun the rows of
  the last visit come back in their order.

For a choice the fact's value is looked for among the choices' values, then its label among their
labels; ``values`` says it when neither fits. What the form does not offer is left blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from app.errors import Refused, Unreadable
from app.forms.filling import FormFilling
from app.forms.states import NodeState
from app.forms.structure import Element, FormDefinition

LAST = "last"
"""The noun of the last visit."""
_SAME = ("id_no", "name")
"""By which fields two rows are about the same, the surest first."""
BIND_ATTRIBUTE = "from"
"""The local name of ``bind::ruhu:from``."""


@dataclass(frozen=True)
class Fact:
    """``value`` as the record has it, ``label`` as people read it (of codes), ``source`` where it
    is from: 人员档案, 上次走访."""

    value: str
    source: str
    label: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of a household: ``single`` by ``head.name``; ``rows`` by noun, each row by
    ``member.name``; those of the last visit by ``rows_of_last`` of the repeat's name, each row by
    ``last.mname``."""

    single: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    rows: Mapping[str, Sequence[Mapping[str, Fact]]] = field(
        default_factory=dict[str, "Sequence[Mapping[str, Fact]]"]
    )


@dataclass(frozen=True)
class Rule:
    """``question``: path without row ids. ``repeat``: the path of the repeat around it, or blank."""

    question: str
    origin: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    repeat: str = ""

    @property
    def noun(self) -> str:
        return self.origin.partition(".")[0]


@dataclass(frozen=True)
class KnownAnswer:
    """An answer that was carried in: ``value`` in canonical text, ``source`` for its mark."""

    value: str
    source: str


def read_rules(definition: FormDefinition, table: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules of a form, in its order. Raises ``Unreadable`` for a question it does not have."""
    said = {_element(definition, name): _of_table(entry) for name, entry in table.items()}
    for element in definition.elements.values():
        if origin := element.bind.extra.get(BIND_ATTRIBUTE, "").strip():
            said[element] = (origin, {})
    ordered = sorted(said.items(), key=lambda pair: pair[0].position)
    return tuple(
        Rule(_path(element), origin, values, _repeat_around(definition, element))
        for element, (origin, values) in ordered
    )


def rows_of_last(repeat: str) -> str:
    """Under what name the rows of the last visit are known."""
    return f"{LAST}/{repeat.rpartition('/')[2]}"


def value_kinds(rules: Sequence[Rule]) -> dict[str, str]:
    """By question name the field of the record it is: ``{"hid": "id_no", "phone": "phone"}``."""
    return {rule.question.rpartition("/")[2]: rule.origin.partition(".")[2] for rule in rules}


def carry_in(filling: FormFilling, rules: Sequence[Rule], facts: Facts) -> dict[str, KnownAnswer]:
    """Answer a blank filling with what is known; gives the answers that were taken, by path.

    A known answer replaces the form's own default. To keep all this out of undo, go on with a new
    filling made from ``filling.state()``.
    """
    taken: dict[str, KnownAnswer] = {}
    for path, rule, fact in _wanted(filling, rules, facts):
        value = _fitting(filling, path, rule, fact)
        if value:
            filling.answer(path, value)
            if filling.node(path).value == value:
                taken[path] = KnownAnswer(value, fact.source)
    return taken


def _wanted(
    filling: FormFilling, rules: Sequence[Rule], facts: Facts
) -> Iterator[tuple[str, Rule, Fact]]:
    of_last = [rule for rule in rules if rule.repeat and rule.noun == LAST]
    for rule in [one for one in rules if one not in of_last]:
        if rule.repeat:
            yield from _wanted_in_rows(filling, rule, facts)
        elif fact := facts.single.get(rule.origin) or _count(rule, facts):
            yield rule.question, rule, fact
    for rule in of_last:
        yield from _wanted_of_last(filling, rule, _same_by(rules, rule.repeat), facts)


def _same_by(rules: Sequence[Rule], repeat: str) -> str:
    """The path in a row of the question that says whom the row is about; blank when none does."""
    asked = {
        rule.origin.partition(".")[2]: rule.question[len(repeat) + 1 :]
        for rule in reversed(rules)
        if rule.repeat == repeat and rule.noun != LAST
    }
    return next((asked[name] for name in _SAME if name in asked), "")


def _wanted_of_last(
    filling: FormFilling, rule: Rule, same_by: str, facts: Facts
) -> Iterator[tuple[str, Rule, Fact]]:
    below = rule.question[len(rule.repeat) + 1 :]
    known = facts.rows.get(rows_of_last(rule.repeat), ())
    if same_by:
        name = f"{LAST}.{same_by.rpartition('/')[2]}"
        by_name = {row[name].value: row for row in reversed(known) if name in row}
        rows = filling.rows(rule.repeat)
        pairs = [(row, by_name.get(filling.node(f"{row}/{same_by}").value)) for row in rows]
    else:
        pairs = list(zip(_rows(filling, rule.repeat, len(known)), known, strict=False))
    for path, row in pairs:
        if row is not None and (fact := row.get(rule.origin)):
            yield f"{path}/{below}", rule, fact


def _wanted_in_rows(
    filling: FormFilling, rule: Rule, facts: Facts
) -> Iterator[tuple[str, Rule, Fact]]:
    below = rule.question[len(rule.repeat) + 1 :]
    known = facts.rows.get(rule.noun, ())
    for path, row in zip(_rows(filling, rule.repeat, len(known)), known, strict=False):
        if fact := row.get(rule.origin):
            yield f"{path}/{below}", rule, fact


def _rows(filling: FormFilling, repeat: str, number: int) -> tuple[str, ...]:
    """The rows there are, made as many as are known if people may add rows."""
    try:
        while len(filling.rows(repeat)) < number:
            filling.add_row(repeat)
    except Refused:
        pass
    return filling.rows(repeat)


def _count(rule: Rule, facts: Facts) -> Fact | None:
    if rule.origin != f"{rule.noun}.count" or rule.noun not in facts.rows:
        return None
    rows = facts.rows[rule.noun]
    sources = [fact.source for row in rows[:1] for fact in row.values()]
    return Fact(str(len(rows)), sources[0] if sources else "")


def _fitting(filling: FormFilling, path: str, rule: Rule, fact: Fact) -> str:
    """The answer that the form takes for a fact, or blank. What people may only read is filled in
    too: it is there to be seen."""
    state = filling.node(path)
    value = rule.values.get(fact.value, fact.value)
    if not state.relevant:
        return ""
    return _choice(state, value, fact.label) if state.choices else value


def _choice(state: NodeState, value: str, label: str) -> str:
    """Several codes are separated by one blank, in facts as in answers; each must be offered."""
    offered = {one.value for one in state.choices}
    chosen = [one for one in value.split(" ") if one in offered]
    named = [one.value for one in state.choices if label and one.label == label]
    return " ".join(chosen or named[:1])


# -- reading the table --------------------------------------------------------------------------


def _of_table(entry: object) -> tuple[str, Mapping[str, str]]:
    if isinstance(entry, str):
        return entry, {}
    row = cast("dict[str, Any]", entry) if isinstance(entry, dict) else dict[str, Any]()
    values = cast("Mapping[object, object]", row.get("values") or {})
    return str(row.get("from", "")), {str(key): str(value) for key, value in values.items()}


def _element(definition: FormDefinition, name: str) -> Element:
    found = [
        element
        for element in definition.elements.values()
        if element.kind == "question" and name in (element.name, _path(element))
    ]
    if len(found) != 1:
        raise Unreadable(
            f"表单“{definition.title}”里没有题目“{name}”，或者不止一道。请更正带入表。",
            code="prefill_unknown_question",
        )
    return found[0]


def _path(element: Element) -> str:
    return "/".join(element.names[1:])


def _repeat_around(definition: FormDefinition, element: Element) -> str:
    """The outermost repeat; rows within rows are not carried in."""
    for depth in range(2, len(element.names)):
        above = definition.elements[element.names[:depth]]
        if above.kind == "repeat":
            return _path(above)
    return ""
