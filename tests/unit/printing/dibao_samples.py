"""Sheets for tests of the other papers of 最低生活保障; all people invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.printing.application_form import INCOME_KINDS
from app.printing.application_form_sheet import (
    ApplicationSheet,
    ApplyingMember,
    DeclaredIncome,
    DeclaredObligor,
)
from app.printing.approval_form_sheet import CalculationLine
from app.printing.calculation_sheet import CalculationSheet
from app.printing.change_notice import GROUNDS as CHANGE_GROUNDS
from app.printing.change_notice import ChangeSheet
from app.printing.check_authorization import AuthorizationSheet, Authorizing
from app.printing.intake_notice import IntakeSheet
from app.printing.public_notice import NoticedHousehold, PublicNoticeSheet
from app.printing.refusal_notice import GROUNDS as REFUSAL_GROUNDS
from app.printing.refusal_notice import RefusalSheet
from app.printing.review_check import ReviewLine, ReviewSheet
from app.printing.schemes import EDGE, RIGID, TEKUN
from app.printing.served import Delivery
from app.printing.sheets import Sheet
from tests.unit.printing.sample_filling import most
from tests.unit.printing.sample_values import (
    DAY,
    LONG_TEXT,
    LONGEST_NAME,
    MADE_AT,
    MOST,
    RARE,
    SIGNED,
)

OFFICE = "新民镇人民政府"
ADDRESS = "重庆市垫江县新民镇明月村3组12号"
HEAD_ID = "500231195001010013"


def _application() -> ApplicationSheet:
    return ApplicationSheet(
        number="E01-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e05",
        made_at=MADE_AT,
        addressee=OFFICE,
        applicant="欧阳龑",
        sex="男",
        nation="土家族",
        born=date(1950, 1, 1),
        id_no=HEAD_ID,
        head_relation="本人",
        hukou_address=ADDRESS,
        home_address=ADDRESS,
        phone="023-74501234",
        agent="李素芬",
        agent_relation="村干部",
        agent_phone="13900000002",
        area_kind="农村低保",
        case_kind="新申请",
        members=(
            ApplyingMember(
                name="欧阳龑",
                relation="本人",
                sex="男",
                born=date(1950, 1, 1),
                id_no=HEAD_ID,
                hukou="农村",
                education="小学",
                marriage="丧偶",
                health="多病",
                disability="肢体三级",
                employment="灵活就业",
                income=Decimal("325"),
                phone="023-74501234",
            ),
            ApplyingMember(
                name="欧阳小宝",
                relation="孙子",
                sex="男",
                born=date(2012, 2, 29),
                id_no="50023120120229003X",
                hukou="农村",
                education="小学",
                marriage="未婚",
                health="健康",
                employment="在校学生",
                employer="新民镇中心小学校",
            ),
        ),
        hardships=("疾病", "缺乏劳动力"),
        hardship="本人患慢性病，常年服药；儿子早逝，孙子读书，无人务工。",
        incomes=(
            DeclaredIncome(kind="经营净收入", year=Decimal("1440"), month=Decimal("120")),
            DeclaredIncome(kind="转移净收入", year=Decimal("2460"), month=Decimal("205")),
        ),
        houses="自建房1套，86.5平方米",
        vehicles="无",
        deposits="农村商业银行存款8200.50元",
        other_assets="无",
        medical=Decimal("4560"),
        education=Decimal("800"),
        obligors=(
            DeclaredObligor(
                name="欧阳春生",
                relation="子",
                sex="男",
                age=38,
                family_size=4,
                employment="本人务工，妻在家",
                pays=Decimal("200"),
                remark="约定每月给付",
            ),
        ),
        has_kin=False,
        applied_on=date(2026, 11, 2),
        attachments=("核查授权书", "疾病诊断证明"),
        received_on=date(2026, 11, 3),
    )


def _authorization() -> AuthorizationSheet:
    return AuthorizationSheet(
        number="E02-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        addressee=OFFICE,
        applicant="欧阳龑",
        scheme="最低生活保障",
        people=(
            Authorizing(name="欧阳龑", relation="本人", id_no=HEAD_ID),
            Authorizing(name="欧阳春燕", relation="女", id_no="500231198506150023"),
            Authorizing(
                name="欧阳小宝", relation="孙子", id_no="50023120120229003X", is_minor=True
            ),
        ),
    )


def _notice() -> PublicNoticeSheet:
    return PublicNoticeSheet(
        number="E08-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        households=(
            NoticedHousehold(
                applicant="欧阳龑",
                member_count=3,
                protected_count=3,
                amount=Decimal("1130"),
                group="明月村3组",
            ),
            NoticedHousehold(
                applicant="霍去病",
                member_count=1,
                protected_count=1,
                amount=Decimal("630"),
                group="明月村4组",
            ),
        ),
        posted_on=DAY,
        until=date(2026, 11, 30),
        place="新民镇人民政府公示栏、明月村村务公开栏",
        phone="023-74501234",
        complaints="新民镇人民政府民政办公室",
    )


def _published() -> PublicNoticeSheet:
    return PublicNoticeSheet(
        number="E08B-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        households=(NoticedHousehold(applicant="欧阳龑", member_count=3, amount=Decimal("1130")),),
        place="明月村村务公开栏",
        phone="023-74501234",
        complaints="新民镇人民政府民政办公室",
    )


def _most_application() -> ApplicationSheet:
    income = tuple(DeclaredIncome(kind=kind, year=MOST, month=MOST) for kind in INCOME_KINDS)
    return most(
        ApplicationSheet,
        area_kind="城市低保",
        case_kind="增加成员",
        hardships=("疾病", "残疾", "因学"),
        hardship=LONG_TEXT * 2,
        incomes=income,
        attachments=("残疾证复印件",),
    )


def _most_authorization() -> AuthorizationSheet:
    return most(AuthorizationSheet, scheme="刚性支出困难家庭", is_minor=True)


_MOST_HOME = NoticedHousehold(
    applicant=LONGEST_NAME,
    member_count=12,
    protected_count=12,
    amount=MOST,
    group=f"明月村第二（原{RARE}）村民委员会第十三居民小组",
)


def _most_notice() -> PublicNoticeSheet:
    return most(
        PublicNoticeSheet,
        scheme=RIGID,
        households=(_MOST_HOME,) * 40,
        place=f"垫江县{RARE}镇人民政府公示栏、{RARE}村村务公开栏、便民服务中心大厅" * 3,
        note=f"{RARE}村的家庭由镇人民政府派人核实。" * 20,
    )


def _most_published() -> PublicNoticeSheet:
    homes = tuple(
        NoticedHousehold(applicant=LONGEST_NAME, member_count=12, amount=MOST) for _ in range(40)
    )
    return most(
        PublicNoticeSheet,
        scheme=EDGE,
        households=homes,
        place="村务公开栏",
        note="",
        posted_on=None,
    )


def _intake() -> IntakeSheet:
    return IntakeSheet(
        number="E06-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        applicant="欧阳龑",
        applied_on=date(2026, 11, 2),
        received="申请书1份；身份证、户口簿复印件各3份。",
        missing="一、欧阳春燕的务工收入证明；\n二、欧阳龑的疾病诊断证明。",
        supply_by=date(2026, 12, 7),
        contact="周经办，023-74501234",
    )


def _accepted() -> IntakeSheet:
    return replace(
        _intake(),
        missing="",
        supply_by=None,
        case_no="202610200000042",
        accepted_on=date(2026, 11, 3),
    )


def _rejected() -> IntakeSheet:
    return replace(
        _intake(), received="", missing="", reason="申请人户籍不在本县，也不在本县居住。"
    )


def _refusal() -> RefusalSheet:
    return RefusalSheet(
        number="E06B-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        applicant="欧阳龑",
        decision_no="垫江民救〔2026〕42号",
        applied_on=date(2026, 11, 2),
        grounds=("人均收入超过标准",),
        reason="经核对和入户调查，您家庭月人均收入700元，高于农村低保标准630元。",
        calculation=(
            CalculationLine(
                label="工资性收入（欧阳春燕）",
                formula="月均2100元",
                amount=Decimal("2100"),
                basis="民发〔2021〕57号第十三条",
            ),
        ),
        income_total=Decimal("2100"),
        per_capita=Decimal("700"),
        standard=Decimal("630"),
        review_body="垫江县人民政府",
        contact="周经办，023-74501234",
        delivery=Delivery(way="书面送达", day=DAY),
    )


def _change() -> ChangeSheet:
    return ChangeSheet(
        number="E17-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        applicant="欧阳龑",
        kind="减发",
        before=Decimal("1130"),
        after=Decimal("815.5"),
        month=date(2026, 12, 1),
        grounds=("家庭收入变化",),
        reason="欧阳春燕自2026年10月起务工，月均收入增加。",
        review_body="垫江县人民政府",
        contact="周经办，023-74501234",
        delivery=Delivery(way="书面送达"),
    )


def _review() -> ReviewSheet:
    return ReviewSheet(
        number="E16-2026-101-7K2M9QXD",
        day=DAY,
        office=OFFICE,
        made_at=MADE_AT,
        head="欧阳龑",
        household_no="50023110100000042",
        area_kind="农村低保",
        cycle="每年",
        home_address=ADDRESS,
        phone="023-74501234",
        member_count=3,
        protected_count=3,
        benefit=Decimal("1130"),
        due_on=date(2026, 11, 30),
        lines=(
            ReviewLine(label="家庭月总收入", last="900.00", now="1050.00", change="务工收入增加"),
            ReviewLine(label="月人均收入", last="300.00", now="350.00"),
            ReviewLine(label="金融资产", now="8200.50"),
            ReviewLine(label="机动车辆（辆）", now="1"),
            ReviewLine(label="住房（处）", now="1"),
        ),
        population_change="无变化。",
        health_change="户主行动不便加重。",
        findings="经2名工作人员入户核查，家庭情况与档案基本一致，务工收入略有增加。",
        proposal="减发",
        new_amount=Decimal("980"),
        reviewed_on=DAY,
        staff=(SIGNED, SIGNED),
    )


def _most_review() -> ReviewSheet:
    return most(
        ReviewSheet,
        head=LONGEST_NAME,
        area_kind="城市低保",
        cycle="每半年",
        proposal="渐退",
        population_change=LONG_TEXT,
        health_change=LONG_TEXT,
        findings=LONG_TEXT * 3,
        staff=(SIGNED, SIGNED),
    )


def _most_intake() -> IntakeSheet:
    told = {"received": LONG_TEXT, "missing": LONG_TEXT * 3}
    return most(
        IntakeSheet, **told, scheme=RIGID, case_no="", reason="", review_body="", way="公告"
    )


def _most_rejected() -> IntakeSheet:
    return most(
        IntakeSheet,
        scheme=TEKUN,
        received="",
        missing="",
        case_no="",
        reason=LONG_TEXT * 3,
        way="公告",
    )


def _most_accepted() -> IntakeSheet:
    long = LONG_TEXT * 3
    return most(
        IntakeSheet, scheme=EDGE, received=long, missing="", reason="", review_body="", way="公告"
    )


def _most_refusal() -> RefusalSheet:
    reason = LONG_TEXT * 2
    return most(
        RefusalSheet, scheme=RIGID, grounds=REFUSAL_GROUNDS, reason=reason, way="短信加书面"
    )


def _most_change() -> ChangeSheet:
    return most(
        ChangeSheet,
        scheme=TEKUN,
        kind="渐退",
        grounds=CHANGE_GROUNDS,
        reason=LONG_TEXT * 3,
        way="短信加书面",
    )


def _calculation() -> CalculationSheet:
    steps = (
        CalculationLine(
            label="农村低保标准",
            formula="2025年7月起执行的标准",
            amount=Decimal(630),
            basis="渝民规〔2025〕6号",
        ),
        CalculationLine(
            label="工资性收入",
            formula="李某福，按月均计",
            amount=Decimal(900),
            basis="民发〔2021〕57号第十三条",
        ),
        CalculationLine(
            label="低保金",
            formula="630×3−900",
            amount=Decimal(990),
            basis="民发〔2021〕57号第二十二条",
        ),
    )
    return CalculationSheet(
        number="HS-2026-102-0042",
        day=date(2026, 11, 23),
        office="沙坪镇人民政府",
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e01",
        applicant="李某福",
        address="沙坪镇毕桥村3组",
        scheme="低保",
        layer="低保",
        month=date(2026, 11, 1),
        members=3,
        protected=3,
        income_total=Decimal(900),
        per_capita=Decimal(300),
        standard=Decimal(630),
        steps=steps,
        total=Decimal(990),
        rules="垫江县社会救助规则包第1版",
    )


ORDINARY: dict[str, Callable[[], Sheet]] = {
    "E-01": _application,
    "E-02": _authorization,
    "E-06": _intake,
    "E-06-2": _accepted,
    "E-06-3": _rejected,
    "E-06b": _refusal,
    "E-08": _notice,
    "E-08b": _published,
    "E-16": _review,
    "E-17": _change,
    "E-36": _calculation,
}
EXTREME: dict[str, Callable[[], Sheet]] = {
    "E-01": _most_application,
    "E-02": _most_authorization,
    "E-06": _most_intake,
    "E-06-2": _most_accepted,
    "E-06-3": _most_rejected,
    "E-06b": _most_refusal,
    "E-08": _most_notice,
    "E-08b": _most_published,
    "E-16": _most_review,
    "E-17": _most_change,
    "E-36": lambda: most(CalculationSheet, total=Decimal("99999999.99")),
}
