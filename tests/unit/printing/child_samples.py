"""Sheets for tests of the papers about children; all people invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.clock import CHINA
from app.printing.child_allowance import AllowanceSheet
from app.printing.child_check_in import ChildCheckInSheet
from app.printing.entrusted_care import UNFIT, EntrustedCareSheet
from app.printing.guardian_assessment import (
    GROUPS,
    RED_LINES,
    GuardianAssessmentSheet,
    ScoredItem,
)
from app.printing.left_behind_child import AwayParent, Grandparent, LeftBehindSheet
from app.printing.lost_contact import LostContactSheet, NeighbourWitness
from app.printing.mandatory_report import SITUATIONS, MandatoryReportSheet, ReportStep
from app.printing.parent_block import GuardianLines, ParentLines
from app.printing.person_block import PersonLines
from app.printing.sheets import Sheet
from tests.unit.printing.family_samples import ADDRESS, CARER, OFFICE
from tests.unit.printing.sample_filling import most
from tests.unit.printing.sample_values import DAY, LONG_TEXT, MADE_AT, MOST, SIGNED

CHILD = PersonLines(
    name="欧阳小宝",
    sex="男",
    nation="土家族",
    born=date(2014, 2, 28),
    id_no="500231201402280017",
    hukou_address=ADDRESS,
    home_address=ADDRESS,
)
FATHER = replace(CARER, name="欧阳春生", sex="男", id_no="500231198803030018", phone="13900000003")
MOTHER = replace(CARER, name="赵小妹", id_no="500231199001010023", phone="13900000004")
GUARDIAN = GuardianLines(
    name="欧阳龑", relation="祖父", id_no="500231195001010013", phone="023-74501234"
)


def _head(code: str) -> dict[str, Any]:
    number = f"{code.replace('-', '').upper()}-2026-101-7K2M9QXD"
    return {"number": number, "day": DAY, "office": OFFICE, "made_at": MADE_AT}


def _orphan() -> AllowanceSheet:
    return AllowanceSheet(
        **_head("E-18"),
        child=CHILD,
        school="小学，新民镇中心小学校，六年级2班",
        health="健康",
        kind="父母双亡",
        live_kind="社会散居",
        care_mode="亲属抚养",
        guardian=GUARDIAN,
        father=ParentLines(
            name="欧阳春生", situation="死亡", since=date(2019, 5, 6), proof="死亡证明第12号"
        ),
        mother=ParentLines(name="赵小妹", situation="死亡", since=date(2021, 8, 9)),
        bank="垫江农商行新民支行",
        bank_holder="欧阳小宝",
        bank_no="6231000000000000018",
        other_allowance="低保",
        other_amount=Decimal("380"),
        reason="父母去世，由祖父抚养。",
        applied_on=date(2026, 11, 2),
        township_opinion="经查验，情况属实。",
        township_day=date(2026, 11, 12),
        standard=Decimal("1651"),
        amount=Decimal("1271"),
        from_month=date(2026, 12, 1),
    )


def _unattended() -> AllowanceSheet:
    return replace(
        _orphan(),
        kind="父亲服刑在押，母亲失联",
        mother=ParentLines(
            name="赵小妹",
            situation="失联",
            since=date(2025, 1, 3),
            reported_on=date(2026, 5, 6),
            receipt_no="垫公回〔2026〕18号",
        ),
    )


def _left_behind() -> LeftBehindSheet:
    return LeftBehindSheet(
        **_head("E-20"),
        name="欧阳小宝",
        sex="男",
        nation="土家族",
        born=date(2014, 2, 28),
        id_no="500231201402280017",
        has_hukou=True,
        hukou_address=ADDRESS,
        home_address=ADDRESS,
        body="健康",
        boards=False,
        stage="小学",
        grandparents=(
            Grandparent(which="祖父", name="欧阳龑", born=date(1950, 1, 1)),
            Grandparent(which="祖母", name="张秀英", born=date(1952, 3, 4)),
            Grandparent(which="外祖父"),
        ),
        parents=(
            AwayParent(
                which="父亲", name="欧阳春生", work_place="广东省东莞市", phone="13900000003"
            ),
            AwayParent(which="母亲", name="赵小妹", work_place="广东省东莞市", phone="13900000004"),
        ),
        both_away=True,
        one_away=False,
        is_entrusted=True,
        carer="李素芬",
        carer_phone="13900000002",
        carer_relation="姑母",
        carer_address=ADDRESS,
        kind="监护情况一般",
        incomes=("打工收入",),
        aids=("享受低保",),
    )


def _entrusted() -> EntrustedCareSheet:
    return EntrustedCareSheet(
        **_head("E-21"),
        child=CHILD,
        father=FATHER,
        father_place="广东省东莞市",
        mother=MOTHER,
        mother_place="广东省东莞市",
        carer=CARER,
        carer_relation="姑母",
        reason="务工",
        since=date(2026, 12, 1),
        until=date(2027, 11, 30),
        child_wish="愿意和姑母一起住。",
        emergency="欧阳龑，023-74501234",
    )


def _told() -> EntrustedCareSheet:
    """What school and village are told: not all that parents and carer know of each other."""
    return EntrustedCareSheet(
        **_head("E-21a"),
        child=CHILD,
        father=PersonLines(name=FATHER.name, phone=FATHER.phone),
        father_place="广东省东莞市",
        mother=PersonLines(name=MOTHER.name, phone=MOTHER.phone),
        mother_place="广东省东莞市",
        carer=PersonLines(name=CARER.name, id_no=CARER.id_no, phone=CARER.phone),
        carer_relation="姑母",
        reason="务工",
        since=date(2026, 12, 1),
        until=date(2027, 11, 30),
        school="新民镇中心小学校",
        village="明月村村民委员会",
    )


def _check_in() -> ChildCheckInSheet:
    return ChildCheckInSheet(
        **_head("E-22"),
        child="欧阳小宝",
        age=12,
        home_address=ADDRESS,
        called_at=datetime(2026, 11, 22, 10, 5, tzinfo=CHINA),
        way="上门",
        place="家中",
        visitors="李素芬、张大明",
        met="见到",
        guardian="欧阳龑（祖父）",
        attitude="配合",
        guardian_words="孩子听话，作业没有人辅导。",
        life="三餐正常，衣着整洁。",
        home_risks=("用电用火",),
        health="无异常。",
        absent_days=0,
        trend="不变",
        emotion="平稳",
        peers="有要好的同学",
        contacts_week=2,
        contacts_month=8,
        child_opinion="想爸爸妈妈早点回家。",
        needs=("教育", "心理"),
        service="联系学校安排课后辅导。",
        risk_before="低风险",
        risk_after="低风险",
        next_on=date(2026, 12, 22),
        director_signature=SIGNED,
    )


def _items(points: int) -> tuple[ScoredItem, ...]:
    return tuple(ScoredItem(name=name, points=points) for _, names in GROUPS for name in names)


def _assessment() -> GuardianAssessmentSheet:
    scored = (
        ScoredItem(name="照护人70岁以上或体弱", points=2),
        ScoredItem(name="照护人文化或沟通困难", points=2),
        ScoredItem(name="与父母联系少于每周", points=1),
    )
    return GuardianAssessmentSheet(
        **_head("E-23"),
        child="欧阳小宝",
        age=12,
        guardian=GUARDIAN,
        trigger="首次建档",
        items=scored,
        total=5,
        level="低风险",
        state="较好",
        opinion="祖父年高但照料尽心，父母每周联系。",
        measures="儿童主任每季度走访。",
        next_on=date(2028, 11, 23),
        assessed_on=DAY,
    )


def _report() -> MandatoryReportSheet:
    return MandatoryReportSheet(
        **_head("E-24"),
        reporter_unit="明月村村民委员会",
        reporter="李素芬",
        reporter_phone="13900000002",
        found_at=datetime(2026, 11, 22, 16, 0, tzinfo=CHINA),
        found_place="明月村小学门口",
        child="不详",
        child_sex="女",
        child_age=9,
        child_address="短发，红色校服",
        situations=(SITUATIONS[5],),
        story="放学后两小时无人接，自述三天无人照料。",
        measures="带至村委会，提供饮食。",
        police_at=datetime(2026, 11, 22, 17, 30, tzinfo=CHINA),
        police_station="新民派出所",
        officer="王警官",
        receipt_no="2026112201",
        told=("民政", "教育"),
        evidence="无",
        steps=(ReportStep(at=datetime(2026, 11, 22, 18, 0, tzinfo=CHINA), text="民警到场。"),),
    )


def _lost() -> LostContactSheet:
    return LostContactSheet(
        **_head("E-34"),
        child=CHILD,
        which="母亲",
        parent="赵小妹",
        parent_id_no="500231199001010023",
        last_contact=date(2025, 1, 3),
        reported_on=date(2026, 5, 6),
        receipt_no="垫公回〔2026〕18号",
        story="2025年1月外出后无联系，亲属均不知去向。",
        neighbours=(NeighbourWitness(name="张大明", address="明月村3组", phone="13900000005"),),
    )


ORDINARY: dict[str, Callable[[], Sheet]] = {
    "E-18": _orphan,
    "E-19": _unattended,
    "E-20": _left_behind,
    "E-21": _entrusted,
    "E-21a": _told,
    "E-22": _check_in,
    "E-23": _assessment,
    "E-24": _report,
    "E-34": _lost,
}

_LONG = LONG_TEXT * 2


def _most_allowance(**given: object) -> AllowanceSheet:
    parent = most_parent()
    ticked = {"live_kind": "机构集中供养", "care_mode": "依法收养"}
    return most(
        AllowanceSheet,
        father=parent,
        mother=parent,
        township_opinion=_LONG,
        county_opinion=_LONG,
        standard=MOST,
        **ticked,
        **given,
    )


def most_parent() -> ParentLines:
    """A parent with everything that both E-18 and E-19 have a place for."""
    sheet = most(AllowanceSheet, live_kind="社会散居", care_mode="亲属抚养")
    return replace(sheet.father, receipt_no="")


EXTREME: dict[str, Callable[[], Sheet]] = {
    "E-18": _most_allowance,
    "E-19": _most_allowance,
    "E-20": lambda: most(
        LeftBehindSheet,
        body="患病",
        stage="不在学",
        unable_parent="母",
        kind="受委托监护人监护能力不足",
        incomes=("其他",),
        aids=("住房救助",),
    ),
    "E-21": lambda: most(EntrustedCareSheet, unfit=UNFIT, school="", village=""),
    "E-21a": lambda: replace(
        _told(),
        child=most(EntrustedCareSheet, unfit=UNFIT).child,
        school=LONG_TEXT[:60],
        village=LONG_TEXT[:60],
        reason=LONG_TEXT[:60],
        number="E01-2026-102-ZZZZZZZZ",
        is_practice=True,
    ),
    "E-22": lambda: most(
        ChildCheckInSheet,
        way="到校",
        met="未见到",
        attitude="拒绝",
        home_risks=("独居",),
        trend="变差",
        behaviours=("偷窃",),
        harm_signs=("恐惧某人",),
        needs=("法律",),
        risk_before="中风险",
        risk_after="高风险",
    ),
    "E-23": lambda: most(
        GuardianAssessmentSheet,
        items=_items(3),
        trigger="撤销或恢复监护",
        red_lines=RED_LINES,
        level="高风险",
        state="差",
        opinion=_LONG,
        measures=_LONG,
    ),
    "E-24": lambda: most(
        MandatoryReportSheet,
        situations=SITUATIONS,
        told=("卫健",),
        story=_LONG,
        measures=_LONG,
    ),
    "E-34": lambda: most(
        LostContactSheet,
        which="父亲",
        story=_LONG,
        village_opinion=_LONG,
        township_opinion=_LONG,
        county_opinion=_LONG,
    ),
}
