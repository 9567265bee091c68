"""What a working comes to, and how it is kept with a case as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from app.domain.steps import Step, Suggestion


@dataclass(frozen=True)
class AidResult:
    """The result for one ``month``; amounts in 元/月.

    ``eligible`` holds as far as is known: while ``missing`` is not empty it is provisional.
    ``standard``: of the area, per head; ``income_total``: what counts, less deductions.
    ``suggestions``: where the household may belong, with the rule's words. ``first_month`` is None
    until there is a decision.
    """

    scheme: str
    scheme_text: str
    month: date
    layer: str
    eligible: bool
    area_text: str
    member_count: int
    protected_count: int
    income_total: Decimal
    per_capita: Decimal
    standard: Decimal
    benefit: Decimal
    top_up: Decimal
    total: Decimal
    first_month: date | None
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    pack_id: str
    pack_version: int
    pack_name: str

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be asked any more."""
        return not self.missing


def to_tree(result: AidResult) -> dict[str, Any]:
    """A result as JSON, to be kept with a case."""
    return {name: _plain(value) for name, value in asdict(result).items()}


def from_tree(tree: Mapping[str, Any] | None) -> AidResult | None:
    """A kept result; None where nothing was kept."""
    if not tree or "steps" not in tree:
        return None
    known: dict[str, Any] = {each.name: tree[each.name] for each in fields(AidResult)}
    for name in _AMOUNTS:
        known[name] = Decimal(known[name])
    first = known["first_month"]
    known["month"] = date.fromisoformat(known["month"])
    known["first_month"] = date.fromisoformat(first) if first else None
    known["missing"] = tuple(known["missing"])
    known["steps"] = tuple(_step(each) for each in known["steps"])
    known["suggestions"] = tuple(_suggestion(each) for each in known["suggestions"])
    return AidResult(**known)


_AMOUNTS: Final = (
    "income_total", "per_capita", "standard", "benefit", "top_up", "total",
)  # fmt: skip


def _step(tree: dict[str, Any]) -> Step:
    amount = tree["amount"]
    known: dict[str, Any] = tree | {"amount": None if amount is None else Decimal(amount)}
    return Step(**known)


def _suggestion(tree: dict[str, Any]) -> Suggestion:
    known: dict[str, Any] = tree | {"missing": tuple(tree["missing"])}
    return Suggestion(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in cast("list[Any]", value)]
    return str(value) if isinstance(value, str) else value
