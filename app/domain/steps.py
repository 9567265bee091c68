"""A calculation as people can follow it: step by step, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.months import month_name
from app.domain.rule_pack import STANDARD_KINDS, RulePack


@dataclass(frozen=True)
class Step:
    """One line of a calculation sheet. ``amount`` is 元 (元/月 for income and benefit).

    ``adds`` marks the amounts whose sum is the total; the other steps explain or test.
    """

    label: str
    formula: str
    amount: Decimal | None
    source: str
    note: str = ""
    adds: bool = False


@dataclass(frozen=True)
class Suggestion:
    """What a rule suggests, for a person to decide. ``fits`` is None while inputs are missing."""

    rule: str
    layer: str
    fits: bool | None
    text: str
    source: str
    missing: tuple[str, ...] = ()
    member: str = ""
    note: str = ""


def step(
    pack: RulePack,
    label: str,
    formula: str,
    amount: Decimal | None,
    *keys: str,
    note: str = "",
    adds: bool = False,
) -> Step:
    """A step whose source and 待县局确认 remark come from the pack's rows named by ``keys``."""
    return Step(
        label, formula, amount, source_of(pack, *keys), _joined(note, pack.note(*keys)), adds
    )


def standard_step(pack: RulePack, kind: str, month: date) -> Step:
    """The step that states the standard ``kind`` in force in ``month``."""
    row = pack.standard_row(month)
    return Step(
        STANDARD_KINDS[kind],
        f"{month_name(row.effective)}起执行的标准",
        pack.standard(kind, month),
        row.source,
        pack.standard_note(month),
    )


def suggestion(
    pack: RulePack,
    rule: str,
    layer: str,
    fits: bool | None,
    *,
    missing: tuple[str, ...] = (),
    member: str = "",
    note: str = "",
) -> Suggestion:
    """A suggestion with the rule's own words and source."""
    text = pack.rules[rule]
    return Suggestion(
        rule, layer, fits, text.text, text.source, missing, member, _joined(note, pack.note(rule))
    )


def source_of(pack: RulePack, *keys: str) -> str:
    """The sources of the rules and parameters named by ``keys``, each once."""
    known = [pack.rules[key] if key in pack.rules else pack.parameters[key] for key in keys]
    return "；".join(dict.fromkeys(each.source for each in known))


def _joined(*notes: str) -> str:
    return "；".join(note for note in notes if note)
