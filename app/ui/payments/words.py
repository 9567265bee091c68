"""How money and months are written on this page, and the fields its acts ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.domain.codes import SCHEME
from app.domain.divisions import TOWNSHIP, Divisions
from app.services.pay_due import PAID_SCHEMES, PRICE
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind, choices_of

ORG: Final = "org"


def yuan(amount: Decimal) -> str:
    """12,345.00."""
    return f"{amount:,.2f}"


def scheme_field() -> FieldDescription:
    """Which of the schemes that pay money; the price subsidy asks for more."""
    paid = (pair for pair in SCHEME if pair[0] in PAID_SCHEMES and pair[0] != PRICE)
    return FieldDescription("scheme", "救助项目", Kind.CODE, choices_of(paid), is_required=True)


def org_fields(places: Divisions, own: str | None) -> tuple[FieldDescription, ...]:
    """The county says which township; a township has its own."""
    if own:
        return ()
    found = tuple(
        Choice(one.code, one.name) for one in places.by_code.values() if one.level == TOWNSHIP
    )
    return (FieldDescription(ORG, "乡镇（街道）", Kind.CODE, found, is_required=True),)


def amount_field(name: str, label: str) -> FieldDescription:
    """An amount that has to be typed."""
    return FieldDescription(name, label, Kind.AMOUNT, unit="元", is_required=True)
