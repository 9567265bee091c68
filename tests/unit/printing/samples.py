"""Sheets for tests and figures: an ordinary case, an extreme one, a blank; all people invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from app.domain.clock import CHINA
from app.printing.approval_form_sheet import (
    ApprovalMember,
    ApprovalSheet,
    Approver,
    CalculationLine,
)
from app.printing.economic_check_sheet import (
    CheckedIncome,
    CheckedMember,
    CheckedObligor,
    EconomicCheckSheet,
    FinancialAsset,
    House,
    Neighbour,
    OtherAsset,
    Vehicle,
)
from app.printing.layout.signing import Signature
from app.printing.papers import PRINTABLES
from app.printing.sheets import Sheet
from tests.unit.printing import (
    certificate_samples,
    child_samples,
    dibao_samples,
    family_samples,
    rescue_samples,
)
from tests.unit.printing.filled_samples import extreme_filled, ordinary_filled
from tests.unit.printing.sample_values import (
    DAY,
    LONG_ADDRESS,
    LONG_TEXT,
    LONGEST_NAME,
    MADE_AT,
    MOST,
    RARE,
    SIGNED,
)
from tests.unit.printing.sample_values import fonts as fonts
from tests.unit.printing.sample_values import scrawl as scrawl


def ordinary(code: str) -> Sheet:
    """A family of three, as an office would print it."""
    return _ORDINARY[code]()


def extreme(code: str) -> Sheet:
    """Twelve members, the longest of everything, rare characters on every line."""
    return _EXTREME[code]()


def blank(code: str) -> Sheet:
    """Nothing filled in."""
    return PRINTABLES[code].blank()


SHEETS = {"ordinary": ordinary, "extreme": extreme, "blank": blank}


def _ordinary_check() -> EconomicCheckSheet:
    return EconomicCheckSheet(
        number="HC-2026-500231101-0042",
        day=DAY,
        office="新民镇人民政府",
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e01",
        made_at=MADE_AT,
        county="垫江县",
        township="新民镇",
        village="明月村",
        area_kind="农村低保",
        members=(
            CheckedMember(
                name="欧阳龑",
                relation="本人",
                hukou="农村",
                education="小学",
                marriage="丧偶",
                health="多病",
                disability="肢体三级",
                employment="务农",
            ),
            CheckedMember(
                name="欧阳春燕",
                relation="女",
                hukou="农村",
                education="高中",
                marriage="未婚",
                health="健康",
                employment="灵活就业",
                employer="垫江县桂阳街道某超市",
                flags=("退役军人",),
            ),
            CheckedMember(
                name="欧阳小宝",
                relation="孙子",
                hukou="农村",
                education="小学在读",
                marriage="未婚",
                health="健康",
                employment="在校学生",
                employer="新民镇中心小学校",
            ),
        ),
        incomes=(
            CheckedIncome(
                name="欧阳龑",
                total=Decimal("325"),
                farming=Decimal("120"),
                land_transfer=Decimal("60"),
                pension=Decimal("145"),
            ),
            CheckedIncome(name="欧阳春燕", total=Decimal("575"), wages=Decimal("575")),
        ),
        obligors=(
            CheckedObligor(
                name="欧阳春生",
                relation="子",
                sex="男",
                age=38,
                family_size=4,
                total=Decimal("5200"),
                per_head=Decimal("1300"),
                employment="本人务工，妻在家",
                member_total=Decimal("5200"),
                member_per_head=Decimal("1300"),
                remark="每月给赡养费200元",
            ),
        ),
        houses=(
            House(
                owner="欧阳龑",
                area=Decimal("86.5"),
                address="垫江县新民镇明月村3组12号",
                kind="自建房（砖混）",
            ),
        ),
        vehicles=(Vehicle(owner="欧阳春燕", kind="摩托", detail="普通二轮摩托车，渝F·A1234"),),
        financial_assets=(
            FinancialAsset(kind="存款（农村商业银行）", value=Decimal("8200.5"), owner="欧阳龑"),
        ),
        utilities=Decimal("95"),
        communication=Decimal("58"),
        property_fee=Decimal("0"),
        luxuries="无",
        other_spending="每月医药费约380元",
        has_objection=False,
        review_findings="邻里均反映该户生活困难，情况属实。",
        visited_at=datetime(2026, 11, 20, 14, 5, tzinfo=CHINA),
        photo_numbers="P-001、P-002、P-003",
        neighbours=(
            Neighbour(name="张大明", opinion="老人腿脚不便，女儿打零工，孙子读书，日子紧。"),
            Neighbour(name="李素芬", opinion="知道他家情况，符合条件。"),
        ),
        conclusion="经2名工作人员入户调查，申报情况与实际一致。家庭月总收入900元，人均300元。",
        visitors=(SIGNED, SIGNED),
        visited=Signature(),
        witness=SIGNED,
        visit_day=date(2026, 11, 20),
    )


def _ordinary_approval() -> ApprovalSheet:
    return ApprovalSheet(
        number="2026-500231101-0042",
        day=DAY,
        office="新民镇人民政府",
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e02",
        made_at=MADE_AT,
        applicant="欧阳龑",
        applicant_id_no="500231195001010013",
        household_no="50023110100000042",
        area_kind="农村低保",
        case_kind="新申请",
        member_count=3,
        protected_count=3,
        phone="023-74501234",
        hardship="疾病、缺乏劳动力",
        hukou_address="重庆市垫江县新民镇明月村3组12号",
        home_address="重庆市垫江县新民镇明月村3组12号",
        applied_on=date(2026, 11, 2),
        accepted_on=date(2026, 11, 3),
        members=(
            ApprovalMember(
                name="欧阳龑",
                relation="本人",
                sex="男",
                id_no="500231195001010013",
                health="有慢性病",
                disability="肢体三级",
                employment="务农",
                protected=True,
            ),
            ApprovalMember(
                name="欧阳春燕",
                relation="女",
                sex="女",
                id_no="500231198506150023",
                health="健康",
                employment="灵活就业",
                protected=True,
            ),
            ApprovalMember(
                name="欧阳小宝",
                relation="孙子",
                sex="男",
                id_no="50023120120229003X",
                health="健康",
                employment="在校学生",
                protected=True,
            ),
        ),
        calculation=(
            CalculationLine(
                label="种植养殖（欧阳龑）",
                formula="月均120元",
                amount=Decimal("120"),
                basis="民发〔2021〕57号第十三条",
            ),
            CalculationLine(
                label="土地流转（欧阳龑）",
                formula="月均60元",
                amount=Decimal("60"),
                basis="民发〔2021〕57号第十三条",
            ),
            CalculationLine(
                label="养老保险金（欧阳龑）",
                formula="月均145元",
                amount=Decimal("145"),
                basis="民发〔2021〕57号第十三条",
            ),
            CalculationLine(
                label="工资性收入（欧阳春燕）",
                formula="月均764元",
                amount=Decimal("764"),
                basis="民发〔2021〕57号第十三条",
            ),
            CalculationLine(
                label="就业成本扣减（欧阳春燕）",
                formula="630×30%＝189元",
                amount=Decimal("-189"),
                basis="民发〔2021〕57号第十三条；待县局确认",
            ),
        ),
        income_total=Decimal("900"),
        per_capita=Decimal("300"),
        standard=Decimal("630"),
        assets_conclusion="住房1套，普通二轮摩托车1辆，存款8200.50元；家庭财产未超过规定标准。",
        checked_on=date(2026, 11, 12),
        check_result="未超标",
        check_note="核对中心反馈的存款、车辆与申报一致。",
        survey_opinion="经入户调查，申报情况与实际一致。家庭月总收入900元，人均300元，低于农村低保标准。",
        survey_day=date(2026, 11, 13),
        surveyors=(SIGNED, SIGNED),
        village_opinion="该户情况属实，同意上报。",
        village_day=date(2026, 11, 14),
        village_signer=SIGNED,
        notice_from=date(2026, 11, 15),
        notice_to=date(2026, 11, 21),
        notice_place="新民镇人民政府公示栏、明月村公示栏",
        has_objection=False,
        benefit=Decimal("990"),
        top_up=Decimal("140"),
        month_total=Decimal("1130"),
        benefit_from=date(2026, 12, 1),
        township_opinion="经审核，该户符合农村最低生活保障条件，拟予以保障，请县民政局审核确认。",
        township_day=date(2026, 11, 22),
        township_signers=(
            Approver(role="经办人", signature=SIGNED),
            Approver(role="科室负责人", signature=SIGNED),
            Approver(role="分管领导"),
        ),
        remarks="无",
    )


def _extreme_check() -> EconomicCheckSheet:
    name = LONGEST_NAME
    return EconomicCheckSheet(
        number="HC-2026-500231101-99999999",
        day=date(2026, 12, 31),
        office=f"垫江县{RARE}镇人民政府社会事务和民政工作办公室",
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e03",
        made_at=MADE_AT,
        is_practice=True,
        is_draft=True,
        county="垫江县",
        township=f"新民镇{RARE}",
        village=f"明月村第二（原{RARE}）村民委员会",
        area_kind="城市低保",
        members=tuple(
            CheckedMember(
                name=name,
                relation="孙子、孙女或外孙子、外孙女",
                hukou="居民户",
                education=f"大学本科{RARE}",
                marriage="未说明",
                health="重病",
                disability="精神一级、肢体二级",
                employment="学龄前儿童",
                employer=f"重庆市垫江县{RARE}农业开发有限责任公司新民镇第三分公司",
                flags=("三峡移民", "散居归国华侨", "退役军人", "两劳释放人员"),
            )
            for _ in range(12)
        ),
        incomes=tuple(
            CheckedIncome(
                name=name,
                total=MOST,
                wages=MOST,
                farming=MOST,
                business=MOST,
                property=MOST,
                land_transfer=MOST,
                pension=MOST,
                support=MOST,
                allowance=MOST,
                other=MOST,
            )
            for _ in range(12)
        ),
        obligors=tuple(
            CheckedObligor(
                name=name,
                relation="外孙子、外孙女",
                sex="女",
                age=100,
                family_size=12,
                total=MOST,
                per_head=MOST,
                employment=f"{RARE}在外务工，收入不稳定，配偶长期患病",
                member_total=MOST,
                member_per_head=MOST,
                remark=f"{RARE}常年失联，无法核实收入",
            )
            for _ in range(6)
        ),
        houses=tuple(
            House(
                owner=name,
                area=Decimal("12345678.25"),
                address=LONG_ADDRESS,
                kind=f"集体安置房（{RARE}）",
            )
            for _ in range(3)
        ),
        vehicles=tuple(
            Vehicle(owner=name, kind="其他", detail=LONG_ADDRESS[:80]) for _ in range(3)
        ),
        financial_assets=tuple(
            FinancialAsset(kind=f"互联网金融资产（{RARE}）", value=MOST, owner=name)
            for _ in range(4)
        ),
        other_assets=tuple(
            OtherAsset(kind=f"门面{RARE}", owner=name, address=LONG_ADDRESS) for _ in range(3)
        ),
        utilities=MOST,
        communication=MOST,
        property_fee=MOST,
        luxuries=LONG_TEXT[:60],
        other_spending=LONG_TEXT[:80],
        has_objection=True,
        review_findings=LONG_TEXT[:200],
        visited_at=datetime(2026, 12, 31, 23, 59, tzinfo=CHINA),
        photo_numbers="、".join(f"P-{one:03}" for one in range(1, 25)),
        neighbours=tuple(Neighbour(name=name, opinion=LONG_TEXT[:150]) for _ in range(4)),
        conclusion=LONG_TEXT * 3,
        visitors=(SIGNED, SIGNED, SIGNED),
        visited=SIGNED,
        witness=SIGNED,
        visit_day=date(2026, 12, 31),
    )


def _extreme_approval() -> ApprovalSheet:
    name = LONGEST_NAME
    return ApprovalSheet(
        number="2026-500231101-99999999",
        day=date(2026, 12, 31),
        office=f"垫江县{RARE}镇人民政府社会事务和民政工作办公室",
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e04",
        made_at=MADE_AT,
        is_practice=True,
        is_draft=True,
        applicant=name,
        applicant_id_no="500231195001010013",
        household_no="50023110199999999",
        area_kind="城市低保",
        case_kind="单人户",
        member_count=12,
        protected_count=12,
        phone="13812345678、023-74501234",
        hardship=f"疾病、残疾、因学、灾害、缺乏劳动力、失业、意外事故、家庭变故、{RARE}、年老",
        hukou_address=LONG_ADDRESS,
        home_address=LONG_ADDRESS,
        applied_on=date(2026, 12, 31),
        accepted_on=date(2026, 12, 31),
        members=tuple(
            ApprovalMember(
                name=name,
                relation="孙子、孙女或外孙子、外孙女",
                sex="女",
                id_no="50023120120229003X",
                health=f"患重特大疾病{RARE}",
                disability="精神一级、肢体二级",
                employment="未登记失业",
                protected=True,
            )
            for _ in range(12)
        ),
        calculation=tuple(
            CalculationLine(
                label=f"养老保险金、离退休金（{name}）",
                formula=f"月均99999999.99元，{RARE}按上年度同行业平均工资核算，折算十二个月",
                amount=MOST if place % 2 else -MOST,
                basis="民发〔2021〕57号第十三条；渝府办发〔2022〕128号第六条；待县局确认",
            )
            for place in range(24)
        ),
        income_total=MOST,
        per_capita=MOST,
        standard=MOST,
        assets_conclusion=LONG_TEXT,
        checked_on=date(2026, 12, 31),
        check_result="疑似超标",
        check_note=LONG_TEXT[:160],
        survey_opinion=LONG_TEXT,
        survey_day=date(2026, 12, 31),
        surveyors=(SIGNED, SIGNED, SIGNED),
        village_opinion=LONG_TEXT,
        village_day=date(2026, 12, 31),
        village_signer=SIGNED,
        notice_from=date(2026, 12, 24),
        notice_to=date(2026, 12, 31),
        notice_place=LONG_ADDRESS,
        has_objection=True,
        notice_note=LONG_TEXT[:200],
        benefit=MOST,
        top_up=MOST,
        month_total=MOST,
        benefit_from=date(2027, 1, 1),
        township_opinion=LONG_TEXT * 5,
        township_day=date(2026, 12, 31),
        township_signers=tuple(
            Approver(role=role, signature=SIGNED) for role in ("经办人", "科室负责人", "分管领导")
        ),
        is_entrusted=True,
        county_opinion=LONG_TEXT[:200],
        decision_no="垫江民政审〔2026〕99999号",
        county_day=date(2026, 12, 31),
        county_signers=tuple(
            Approver(role=role, signature=SIGNED) for role in ("经办人", "负责人")
        ),
        remarks=LONG_TEXT,
    )


def _ordinary_finding() -> ApprovalSheet:
    return replace(_ordinary_approval(), benefit=None, top_up=None, month_total=None)


_APPROVALS = ("E-07-3", "E-07-4")
_ORDINARY = {
    "E-04": _ordinary_check,
    "E-07": _ordinary_approval,
    **dict.fromkeys(_APPROVALS, _ordinary_finding),
    **dibao_samples.ORDINARY,
    **family_samples.ORDINARY,
    **child_samples.ORDINARY,
    **rescue_samples.ORDINARY,
    **certificate_samples.ORDINARY,
    "V-01": ordinary_filled,
}


def _extreme_finding() -> ApprovalSheet:
    return replace(_extreme_approval(), benefit=None, top_up=None, month_total=None)


_EXTREME = {
    "E-04": _extreme_check,
    "E-07": _extreme_approval,
    **dict.fromkeys(_APPROVALS, _extreme_finding),
    **dibao_samples.EXTREME,
    **family_samples.EXTREME,
    **child_samples.EXTREME,
    **rescue_samples.EXTREME,
    **certificate_samples.EXTREME,
    "V-01": extreme_filled,
}
