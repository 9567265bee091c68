"""What a certificate says: whose it is, what is given, what was paid and looked into since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.printing.confirm_notice import ProvidedMember
from app.printing.sheets import Sheet


@dataclass(frozen=True, kw_only=True)
class PaidSince:
    """From which month so much is paid. ``amount`` in 元/月."""

    month: date | None = None
    amount: Decimal | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """One 定期核查: its day, what came of it, and who was there."""

    day: date | None = None
    result: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class CertificateSheet(Sheet):
    """A booklet. ``holder``: the head of the household, or the person provided for; ``kind``: 农村低保,
    类别; ``mode``: 供养方式, 养育方式; amounts in 元/月, ``basic`` and ``care`` of a 特困人员.

    Each certificate shows some of it; what it does not show stays empty.
    """

    holder: str = ""
    sex: str = ""
    born: date | None = None
    id_no: str = ""
    kind: str = ""
    address: str = ""
    guardian: str = ""
    guardian_relation: str = ""
    mode: str = ""
    grade: str = ""
    carer: str = ""
    members: tuple[ProvidedMember, ...] = ()
    protected_count: int | None = None
    basic: Decimal | None = None
    care: Decimal | None = None
    month_total: Decimal | None = None
    from_month: date | None = None
    valid_to: date | None = None
    paid: tuple[PaidSince, ...] = ()
    reviews: tuple[Reviewed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CardSheet(Sheet):
    """A card: the holder, what kind of support, since when; on its back the others of the family."""

    holder: str = ""
    sex: str = ""
    born: date | None = None
    kind: str = ""
    guardian: str = ""
    members: tuple[ProvidedMember, ...] = ()
    protected_count: int | None = None
    from_month: date | None = None
    valid_to: date | None = None
