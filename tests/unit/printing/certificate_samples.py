"""Sheets for tests of the certificates and their cards; all people invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.printing.certificate_sheet import CardSheet, CertificateSheet, PaidSince, Reviewed
from app.printing.confirm_notice import ProvidedMember
from app.printing.recall_list import RecalledLine, RecallSheet
from app.printing.sheets import Sheet
from app.printing.visit_plan import PlannedStop, VillageRound, VisitPlanSheet
from tests.unit.printing.sample_filling import most
from tests.unit.printing.sample_values import DAY, LONGEST_NAME, MADE_AT

OFFICE = "新民镇人民政府"
SINCE = date(2026, 12, 1)
FAMILY = (
    ProvidedMember(name="欧阳龑", relation="本人", born=date(1950, 1, 1)),
    ProvidedMember(name="欧阳春燕", relation="女", born=date(1985, 6, 15)),
    ProvidedMember(name="欧阳小宝", relation="孙子", born=date(2012, 2, 29)),
)


def _dibao() -> CertificateSheet:
    return CertificateSheet(
        number="E092-2026-101-7K2M9Q-0001",
        day=DAY,
        office=OFFICE,
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e05",
        made_at=MADE_AT,
        holder="欧阳龑",
        kind="农村低保",
        address="重庆市垫江县新民镇明月村3组12号",
        members=FAMILY,
        protected_count=3,
        month_total=Decimal("1130"),
        from_month=SINCE,
        paid=(PaidSince(month=SINCE, amount=Decimal("1130")),),
        reviews=(Reviewed(day=date(2027, 5, 12), result="继续保障", by="周经办"),),
    )


def _tekun() -> CertificateSheet:
    return CertificateSheet(
        number="E10-2026-101-7K2M9Q-0001",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        holder="霍去病",
        sex="男",
        id_no="500231195001010013",
        kind="老年人",
        address="重庆市垫江县新民镇明月村4组7号",
        mode="分散供养",
        grade="半护理",
        carer="李素芬",
        basic=Decimal("819"),
        care=Decimal("200"),
        month_total=Decimal("1019"),
        from_month=SINCE,
        paid=(PaidSince(month=SINCE, amount=Decimal("1019")),),
    )


def _child() -> CertificateSheet:
    return CertificateSheet(
        number="E182-2026-101-7K2M9Q-0001",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        holder="欧阳小宝",
        sex="男",
        born=date(2012, 2, 29),
        id_no="50023120120229003X",
        kind="事实无人抚养儿童",
        guardian="欧阳龑",
        guardian_relation="祖父",
        mode="亲属抚养",
        month_total=Decimal("1562"),
        from_month=SINCE,
        paid=(PaidSince(month=SINCE, amount=Decimal("1562"), remark="补差"),),
    )


def _dibao_card() -> CardSheet:
    return CardSheet(
        number="E093-2026-101-7K2M9Q-0001",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        holder="欧阳龑",
        kind="农村低保",
        members=FAMILY,
        protected_count=3,
        from_month=SINCE,
    )


def _tekun_card() -> CardSheet:
    return CardSheet(
        number="E102-2026-101-7K2M9Q-0001",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        holder="霍去病",
        sex="男",
        kind="老年人",
        from_month=SINCE,
    )


def _child_card() -> CardSheet:
    return CardSheet(
        number="E183-2026-101-7K2M9Q-0001",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        holder="欧阳小宝",
        sex="男",
        kind="事实无人抚养儿童",
        guardian="欧阳龑",
    )


def _recalls() -> RecallSheet:
    return RecallSheet(
        number="R01-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        lines=(
            RecalledLine(
                paper_number="E092-2026-101-7K2M9Q-0001",
                title="最低生活保障证",
                whose="欧阳龑",
                issued_on=date(2026, 3, 2),
                copies=1,
                reason="救助已停发或终止，证件要收回",
            ),
            RecalledLine(
                paper_number="E07-2026-101-7K2M9Q-0003",
                title="最低生活保障申请审核确认表",
                whose="霍去病",
                issued_on=date(2026, 10, 8),
                copies=2,
                reason="金额写错",
            ),
        ),
    )


def _visits() -> VisitPlanSheet:
    return VisitPlanSheet(
        number="W01-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        rounds=(
            VillageRound(
                township="砚台镇",
                village="顺昌村",
                stops=(
                    PlannedStop(
                        group="2组",
                        head="欧阳龑",
                        who="欧阳龑",
                        why="定期核查：每半年核查到期；老年人探访：应于2026年11月20日前探访",
                        due_on=date(2026, 11, 2),
                        phone="*******5678",
                        home_address="顺昌村2组14号",
                    ),
                    PlannedStop(
                        group="10组",
                        head="霍去病",
                        who="霍小宝",
                        why="儿童走访：霍小宝应于2026年12月1日前走访",
                        due_on=date(2026, 12, 1),
                        phone="*******0042",
                    ),
                ),
            ),
            VillageRound(
                township="砚台镇",
                village="明月村",
                stops=(
                    PlannedStop(
                        head="王翠花",
                        who="王翠花",
                        why="启动入户调查：已受理，启动入户调查自2027年1月4日起算",
                        due_on=date(2027, 1, 7),
                        is_estimate=True,
                    ),
                ),
            ),
        ),
    )


def _most_visits() -> VisitPlanSheet:
    """Of two villages; twelve times twelve stops would be a book."""
    most_ = most(VisitPlanSheet)
    return replace(
        most_, rounds=tuple(replace(one, stops=one.stops[:6]) for one in most_.rounds[:2])
    )


_NOT_DIBAO = ("sex", "id_no", "guardian", "guardian_relation", "mode", "grade", "carer")
_NOT_TEKUN = ("guardian", "guardian_relation")
_NOT_CHILD = ("address", "grade", "carer")


def _most_book(*left_out: str, members: bool = False) -> CertificateSheet:
    rest = {} if members else {"members": ()}
    names = dict.fromkeys(("holder", "guardian", "carer"), LONGEST_NAME)
    return most(CertificateSheet, **(names | dict.fromkeys(left_out, "")), **rest)


def _most_card(*left_out: str, members: bool = False) -> CardSheet:
    rest = {} if members else {"members": ()}
    names = dict.fromkeys(("holder", "guardian"), LONGEST_NAME)
    return most(CardSheet, **(names | dict.fromkeys(left_out, "")), **rest)


ORDINARY: dict[str, Callable[[], Sheet]] = {
    "E-09-2": _dibao,
    "E-09-3": _dibao_card,
    "E-10": _tekun,
    "E-10-2": _tekun_card,
    "E-18-2": _child,
    "E-18-3": _child_card,
    "R-01": _recalls,
    "W-01": _visits,
}
EXTREME: dict[str, Callable[[], Sheet]] = {
    "E-09-2": lambda: _most_book(*_NOT_DIBAO, members=True),
    "E-09-3": lambda: _most_card("sex", "guardian", members=True),
    "E-10": lambda: _most_book(*_NOT_TEKUN),
    "E-10-2": lambda: _most_card("guardian"),
    "E-18-2": lambda: _most_book(*_NOT_CHILD),
    "E-18-3": lambda: _most_card(),
    "R-01": lambda: most(RecallSheet),
    "W-01": _most_visits,
}
