"""Sheets for tests of the papers of a 救助站 and of the registers; all people invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.clock import CHINA
from app.domain.month_items import CHILD_ITEMS, DIBAO_ITEMS, RESCUE_ITEMS, Items
from app.printing.care_visits import ElderVisitSheet, ReferralSheet, WandererCall, WandererSheet
from app.printing.family_search_notice import FamilySearchSheet
from app.printing.homecoming import EscortSheet, ReturnVisitSheet
from app.printing.month_tables import MonthFigure, MonthGroup, MonthSheet
from app.printing.payment_changes import ChangedLine, ChangesSheet
from app.printing.payment_roster import PaidLine, RosterSheet
from app.printing.rescue_registration import Belonging, Relative, RescueSheet
from app.printing.sheets import Sheet
from app.printing.station_forms import (
    HandoverSheet,
    LeavingSheet,
    ServiceLine,
    StationNoticeSheet,
    StaySheet,
)
from app.printing.year_table import YearFigure, YearItem, YearSheet
from tests.unit.printing.family_samples import ADDRESS, PERSON
from tests.unit.printing.filled_samples import a_photo
from tests.unit.printing.sample_filling import most
from tests.unit.printing.sample_values import DAY, LONG_TEXT, MADE_AT, MOST

STATION = "垫江县救助管理站"
CAME = datetime(2026, 11, 20, 21, 15, tzinfo=CHINA)
LEFT = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)


def _head(code: str) -> dict[str, Any]:
    number = f"{code.replace('-', '').upper()}-2026-101-7K2M9QXD"
    return {"number": number, "day": DAY, "office": STATION, "made_at": MADE_AT}


def _rescue() -> RescueSheet:
    return RescueSheet(
        **_head("E-25"),
        arrived_at=CAME,
        way="公安护送",
        escort="桂阳派出所，王警官，13900000009",
        name="不详",
        sex="男",
        age="目测50至60岁",
        home_address="自称四川大竹",
        features="中等身材，左手小指缺失",
        clothes="灰色棉衣、黑裤",
        reason="走失",
        story="在车站徘徊两日，不能说清来处。",
        times=0,
        relatives=(Relative(name="李某", relation="弟", address="四川大竹", phone="13900000008"),),
        body="疑似异常",
        mind="患病或障碍",
        injury="无",
        belongings=(Belonging(name="布包", count="1个", handling="寄存"),),
        aid="不详",
        needs=("食宿", "寻亲"),
        answer="予以救助",
    )


def _search() -> FamilySearchSheet:
    return FamilySearchSheet(
        **_head("E-26"),
        name="不详（自称老李）",
        sex="男",
        age="目测50至60岁",
        height="165厘米",
        health="疑似异常",
        intellect="不详",
        mind="患病或障碍",
        features="中等身材，左手小指缺失，花白短发。",
        accent="四川口音",
        clothes="灰色棉衣、黑裤、解放鞋。",
        found_on=date(2026, 11, 20),
        found_place="垫江县桂阳街道汽车站",
        station=STATION,
        phone="023-74512345",
        photo=a_photo(900, 1200),
    )


def _escort() -> EscortSheet:
    return EscortSheet(
        **_head("E-27"),
        station=STATION,
        escorts="周站员、陈站员",
        vehicle="救助专用车",
        departed_at=LEFT,
        reached_at=datetime(2026, 11, 23, 14, 20, tzinfo=CHINA),
        name="李老三",
        sex="男",
        id_no="500231196601010018",
        home_address=ADDRESS,
        health="病情稳定，随带一周药品",
        things="布包1个，药品1盒。",
        receiver="李老四",
        receiver_relation="弟",
        receiver_id_no="500231196901010012",
        receiver_phone="13900000008",
        receiver_unit="明月村村民委员会",
    )


def _return_visit() -> ReturnVisitSheet:
    return ReturnVisitSheet(
        **_head("E-28"),
        name="李老三",
        id_no="500231196601010018",
        home_address=ADDRESS,
        returned_on=date(2026, 10, 23),
        station=STATION,
        visited_on=DAY,
        way="上门",
        visitors="周经办、李素芬",
        at_home=True,
        guardian="李老四（弟）",
        living="与弟弟同住，三餐有保障。",
        medical="按时服药。",
        housing="砖混房，安全。",
        aid="低保",
        risk="中",
        difficulties="希望申请残疾人两项补贴。",
        measures="协助评残。",
        next_on=date(2027, 1, 23),
    )


def _notice(code: str) -> StationNoticeSheet:
    return StationNoticeSheet(
        **_head(code),
        name="王某",
        at=CAME,
        story="自述路费被盗，要求提供现金。",
        reason="拒不提供个人情况",
        other_ways="可以向户籍所在地或者公安机关求助。",
    )


def _leaving() -> LeavingSheet:
    return LeavingSheet(
        **_head("E-27b-2"),
        name="王某",
        id_no="500231199001010010",
        arrived_at=CAME,
        left_at=LEFT,
        whereto="重庆市主城区",
        things="面包2个，汽车票1张",
    )


def _stay() -> StaySheet:
    return StaySheet(
        **_head("E-27b-3"),
        name="李老三",
        arrived_at=CAME,
        board="单间，每日三餐",
        clothes="棉衣1件",
        medical="县精神卫生中心门诊1次",
        counselling="谈心2次",
        contacts=(ServiceLine(at=LEFT, text="电话联系其弟，愿意接回。"),),
        rounds=(ServiceLine(at=CAME, text="入睡正常。"),),
        stored="布包1个",
        left_at=LEFT,
        way="护送返乡",
        whereto=ADDRESS,
        ticket="无",
    )


def _handover() -> HandoverSheet:
    return HandoverSheet(
        **_head("E-27b-5"),
        unit="桂阳派出所",
        officers="王警官，警号012345",
        at=CAME,
        place="垫江县汽车站",
        story="巡逻时发现在候车厅徘徊。",
        identity="不详",
        features="中等身材，左手小指缺失",
        health="无明显外伤",
        things="布包1个",
        is_checked=True,
    )


def _elder() -> ElderVisitSheet:
    return ElderVisitSheet(
        **_head("E-29"),
        person=PERSON,
        kinds=("独居", "农村留守"),
        visited_on=DAY,
        way="上门",
        turn=2,
        body="血压偏高，按时服药。",
        mind="情绪稳定。",
        safety="电线老化一处，已请电工更换。",
        care="自己做饭，邻居帮忙买菜。",
        relatives="儿子每周来电。",
        unusual="无。",
        emergency="李素芬",
        emergency_phone="13900000002",
    )


def _referral() -> ReferralSheet:
    return ReferralSheet(
        **_head("E-30"),
        source="新民镇便民服务中心",
        subject="欧阳龑",
        phone="023-74501234",
        home_address=ADDRESS,
        need="住院自付费用高，申请医疗救助。",
        receiver="垫江县医疗保障局",
        due_on=date(2026, 12, 7),
        papers="诊断证明、费用清单复印件",
        result="已受理。",
        feedback="12月1日电话告知。",
    )


def _wanderer() -> WandererSheet:
    return WandererSheet(
        **_head("E-32"),
        person=PERSON,
        kinds=("阿尔茨海默症",),
        guardian="李素芬",
        guardian_phone="13900000002",
        losses="2025年8月走失1次，在邻镇找回。",
        features="驼背，拄木杖。",
        cause="记不住回家的路。",
        taken=("防走失手环", "联系卡"),
        measures="邻居轮流照看。",
        responsible="张大明",
        surveyed_on=date(2026, 7, 10),
        entered_on=date(2026, 7, 20),
        calls=(WandererCall(day=date(2026, 7, 10), text="在家，手环有电。"),),
    )


def _roster() -> RosterSheet:
    return RosterSheet(
        **_head("E-31"),
        scheme="农村低保",
        month=date(2026, 12, 1),
        batch=1,
        lines=(
            PaidLine(
                name="欧阳龑",
                id_no="500231195001010013",
                bank_no="6231000000000000018",
                persons=3,
                standard=Decimal("1130"),
                amount=Decimal("1130"),
                bank="垫江农商行新民支行",
                item="低保",
            ),
            PaidLine(
                name="霍去病",
                id_no="500231196601010018",
                bank_no="6231000000000000026",
                persons=1,
                standard=Decimal("630"),
                back_pay=Decimal("630"),
                amount=Decimal("1260"),
                remark="补发11月",
                bank="垫江农商行新民支行",
                item="低保",
            ),
        ),
    )


def _changes() -> ChangesSheet:
    some = Decimal
    return ChangesSheet(
        **_head("E-31b"),
        scheme="农村低保",
        month=date(2026, 12, 1),
        batch=1,
        households=186,
        paid=some("201340.00"),
        lines=(
            ChangedLine(
                name="欧阳龑",
                village="大湾村",
                change="增发",
                persons=3,
                former=some(930),
                amount=some(1130),
                difference=some(200),
                reason="长女毕业返乡，增加1名成员。",
            ),
            ChangedLine(
                name="霍去病",
                village="双河口社区",
                change="新增",
                persons=1,
                former=some(0),
                amount=some(630),
                difference=some(630),
                back_pay=some(630),
                months="2026年11月",
                reason="2026年11月起发放",
            ),
            ChangedLine(
                name="李素芬",
                village="大湾村",
                change="停发",
                persons=0,
                former=some(1060),
                amount=some(0),
                difference=some(-1060),
                back_pay=some("-1060"),
                months="2026年11月",
                reason="长子就业，家庭人均收入超过标准，终止救助。",
            ),
        ),
    )


def _month(code: str, items: Items, value: str, note: str = "") -> MonthSheet:
    groups = tuple(
        MonthGroup(name=group, figures=tuple(MonthFigure(name=each, value=value) for each in names))
        for group, names in items.items()
    )
    return MonthSheet(**_head(code), month=date(2026, 11, 1), groups=groups, note=note)


def _year(*values: str, name: str = "农村低保标准占城市低保标准比例", count: int = 4) -> YearSheet:
    years = tuple(range(2020, 2027))
    figures = tuple(
        YearFigure(
            year=year, value=Decimal(value) if value else None, shown=f"{value}%" if value else "—"
        )
        for year, value in zip(years, values, strict=True)
    )
    item = YearItem(
        name=name,
        nature="预期性",
        goal=Decimal(85),
        goal_text="不低于85%",
        goal_short="≥85%",
        change="+0.1",
        verdict="未达标",
        figures=figures,
    )
    return YearSheet(**_head("E-33d"), years=years, items=(item,) * count)


ORDINARY: dict[str, Callable[[], Sheet]] = {
    "E-25": _rescue,
    "E-26": _search,
    "E-27": _escort,
    "E-27b-1": lambda: _notice("E-27b-1"),
    "E-27b-2": _leaving,
    "E-27b-3": _stay,
    "E-27b-4": lambda: _notice("E-27b-4"),
    "E-27b-5": _handover,
    "E-28": _return_visit,
    "E-29": _elder,
    "E-30": _referral,
    "E-31": _roster,
    "E-31b": _changes,
    "E-32": _wanderer,
    "E-33": lambda: _month("E-33", DIBAO_ITEMS, "12", "致贫原因可以多选。"),
    "E-33b": lambda: _month("E-33b", RESCUE_ITEMS, "3", "有3人次没有登记年龄。"),
    "E-33c": lambda: _month("E-33c", CHILD_ITEMS, "7"),
    "E-33d": lambda: _year("80.0", "81.0", "81.0", "81.6", "81.3", "", "81.8"),
}

_LONG = LONG_TEXT * 2


def _most_paid() -> tuple[PaidLine, ...]:
    """Forty of the longest; the largest amount once, for a sum that can be paid."""
    line = most(RosterSheet).lines[0]
    return (line, *(replace(line, amount=Decimal(0)),) * 39)


def _most_changed() -> tuple[ChangedLine, ...]:
    """Thirty of the longest; the largest amounts once."""
    line = replace(most(ChangesSheet).lines[0], back_pay=-MOST, change="追回")
    return (line, *(replace(line, difference=Decimal(0), back_pay=Decimal(0)),) * 29)


EXTREME: dict[str, Callable[[], Sheet]] = {
    "E-25": lambda: most(RescueSheet, aid="低保", needs=("就医",), answer="不予救助"),
    "E-26": lambda: most(
        FamilySearchSheet, photo=a_photo(1200, 900), features=_LONG, clothes=_LONG
    ),
    "E-27": lambda: most(EscortSheet, things=_LONG),
    "E-27b-1": lambda: most(StationNoticeSheet, reason="其他", story=_LONG, other_ways=_LONG),
    "E-27b-2": lambda: most(LeavingSheet, things=_LONG),
    "E-27b-3": lambda: most(StaySheet, way="提供乘车凭证返乡"),
    "E-27b-4": lambda: most(StationNoticeSheet, reason=_LONG, story=_LONG, other_ways=_LONG),
    "E-27b-5": lambda: most(HandoverSheet, story=_LONG),
    "E-28": lambda: most(ReturnVisitSheet, risk="高", living=_LONG, medical=_LONG, measures=_LONG),
    "E-29": lambda: most(ElderVisitSheet, kinds=("计划生育特殊家庭",), body=_LONG, unusual=_LONG),
    "E-30": lambda: most(ReferralSheet, need=_LONG, result=_LONG, feedback=_LONG),
    "E-31": lambda: most(RosterSheet, lines=_most_paid()),
    "E-31b": lambda: replace(most(ChangesSheet), lines=_most_changed(), is_draft=True),
    "E-33": lambda: replace(
        _month("E-33", DIBAO_ITEMS, "99999999.99"), note=LONG_TEXT, is_draft=True
    ),
    "E-33b": lambda: replace(
        _month("E-33b", RESCUE_ITEMS, "99999999.99"), note=LONG_TEXT, is_draft=True
    ),
    "E-33c": lambda: replace(
        _month("E-33c", CHILD_ITEMS, "99999999"), note=LONG_TEXT, is_draft=True
    ),
    "E-33d": lambda: replace(
        _year(
            "-12345.6",
            "0.0",
            "100.0",
            "",
            "99999.9",
            "100.0",
            "-100.0",
            name="查明身份流浪乞讨受助人员接送返回率（调整）" * 2,
            count=13,
        ),
        note=LONG_TEXT,
        is_draft=True,
    ),
    "E-32": lambda: most(WandererSheet, kinds=("其他",), taken=("门锁",), losses=_LONG),
}
