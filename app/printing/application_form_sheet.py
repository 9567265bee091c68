"""What stands on an E-01 申请书."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.printing.layout.signing import Signature
from app.printing.schemes import DIBAO
from app.printing.sheets import Sheet


@dataclass(frozen=True, kw_only=True)
class ApplyingMember:
    """A member as the form asks; ``income`` 元/月."""

    name: str = ""
    relation: str = ""
    sex: str = ""
    born: date | None = None
    id_no: str = ""
    hukou: str = ""
    education: str = ""
    marriage: str = ""
    health: str = ""
    disability: str = ""
    employment: str = ""
    employer: str = ""
    income: Decimal | None = None
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class DeclaredIncome:
    """收入自报: ``kind`` a word of ``INCOME_KINDS``; ``year`` 元/年, ``month`` 元/月."""

    kind: str = ""
    year: Decimal | None = None
    month: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class DeclaredObligor:
    """赡养、扶养、抚养义务人; ``pays`` 元/月."""

    name: str = ""
    relation: str = ""
    sex: str = ""
    age: int | None = None
    family_size: int | None = None
    employment: str = ""
    pays: Decimal | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationSheet(Sheet):
    """All of E-01; words are those people read, not codes.

    ``scheme``: a name of ``schemes.WORDS``; ``has_kin``: 近亲属声明, None when not said yet; ``medical``, ``education``: 元/年, self paid.
    """

    scheme: str = DIBAO
    addressee: str = ""
    applicant: str = ""
    sex: str = ""
    nation: str = ""
    born: date | None = None
    id_no: str = ""
    head_relation: str = ""
    hukou_address: str = ""
    home_address: str = ""
    phone: str = ""
    agent: str = ""
    agent_relation: str = ""
    agent_id_no: str = ""
    agent_phone: str = ""
    area_kind: str = ""
    case_kind: str = ""
    members: tuple[ApplyingMember, ...] = ()
    hardships: tuple[str, ...] = ()
    hardship: str = ""
    incomes: tuple[DeclaredIncome, ...] = ()
    houses: str = ""
    vehicles: str = ""
    deposits: str = ""
    other_assets: str = ""
    medical: Decimal | None = None
    education: Decimal | None = None
    obligors: tuple[DeclaredObligor, ...] = ()
    has_kin: bool | None = None
    kin: str = ""
    kin_post: str = ""
    kin_relation: str = ""
    applicant_signature: Signature = field(default=Signature())
    applied_on: date | None = None
    attachments: tuple[str, ...] = ()
    received_on: date | None = None
