"""Sheets for tests of what goes with an application, of 特困 and of 临时救助; all people invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.clock import CHINA
from app.printing.care_agreement import CareAgreementSheet
from app.printing.case_minutes import MinutesSheet, Participant
from app.printing.check_request import CheckedPerson, CheckRequestSheet
from app.printing.commitment import CommitmentSheet
from app.printing.confirm_notice import ConfirmSheet, ProvidedMember
from app.printing.kin_filing import KinFilingSheet
from app.printing.person_block import PersonLines
from app.printing.relief_approval import ReliefSheet
from app.printing.schemes import TEKUN
from app.printing.self_care import ITEMS, AssessedItem, SelfCareSheet
from app.printing.sheets import Sheet
from app.printing.tekun_application import SUPPLY_MODES, TekunApplicationSheet, UnableObligor
from app.printing.tekun_approval import TekunApprovalSheet
from app.printing.village_review import Attendant, ReviewedHousehold, VillageReviewSheet
from tests.unit.printing.sample_filling import most
from tests.unit.printing.sample_values import DAY, LONG_TEXT, MADE_AT, SIGNED

OFFICE = "新民镇人民政府"
ADDRESS = "重庆市垫江县新民镇明月村3组12号"
HEAD_ID = "500231195001010013"
PERSON = PersonLines(
    name="欧阳龑",
    sex="男",
    nation="土家族",
    born=date(1950, 1, 1),
    id_no=HEAD_ID,
    hukou_address=ADDRESS,
    home_address=ADDRESS,
    phone="023-74501234",
)
CARER = PersonLines(
    name="李素芬",
    sex="女",
    nation="汉族",
    born=date(1975, 5, 6),
    id_no="500231197505060025",
    hukou_address=ADDRESS,
    home_address=ADDRESS,
    phone="13900000002",
)


def _head(code: str) -> dict[str, Any]:
    number = f"{code.replace('-', '').upper()}-2026-101-7K2M9QXD"
    return {"number": number, "day": DAY, "office": OFFICE, "made_at": MADE_AT}


def _commitment() -> CommitmentSheet:
    return CommitmentSheet(
        **_head("E-03"),
        addressee=OFFICE,
        scheme="最低生活保障",
        applicant="欧阳龑",
        id_no=HEAD_ID,
        phone="023-74501234",
        home_address=ADDRESS,
        members="欧阳春燕、欧阳小宝",
        report_days=30,
        signature=SIGNED,
        signed_on=date(2026, 11, 2),
    )


def _village_review() -> VillageReviewSheet:
    return VillageReviewSheet(
        **_head("E-05"),
        met_at=datetime(2026, 11, 20, 9, 30, tzinfo=CHINA),
        place="明月村便民服务中心会议室",
        chair="张大明",
        recorder="李素芬",
        attendance=9,
        reason="公示有异议",
        households=(
            ReviewedHousehold(
                head="欧阳龑",
                summary="3口人，月人均收入300.00元，疾病、缺乏劳动力",
                agree=8,
                against=0,
                abstain=1,
                result="属实",
            ),
        ),
        discussion="参会人员认为该户申报情况属实，反映的轿车不是该户所有。",
        people=(
            Attendant(name="张大明", role="村委会主任"),
            Attendant(name="李素芬", role="村民代表"),
        ),
        photos="P-101、P-102",
    )


def _confirm() -> ConfirmSheet:
    return ConfirmSheet(
        **_head("E-09"),
        applicant="欧阳龑",
        decision_no="垫江民救〔2026〕42号",
        decided_on=DAY,
        kind="农村低保",
        members=(
            ProvidedMember(name="欧阳龑", relation="本人", born=date(1950, 1, 1)),
            ProvidedMember(name="欧阳春燕", relation="女", born=date(1985, 6, 15)),
            ProvidedMember(name="欧阳小宝", relation="孙子", born=date(2012, 2, 29)),
        ),
        protected_count=3,
        benefit=Decimal("990"),
        top_up=Decimal("140"),
        month_total=Decimal("1130"),
        from_month=date(2026, 12, 1),
        contact="周经办，023-74501234",
    )


def _tekun_application() -> TekunApplicationSheet:
    return TekunApplicationSheet(
        **_head("E-10a"),
        person=PERSON,
        category="老年人",
        disability="肢体三级",
        agent="李素芬",
        agent_relation="村干部",
        agent_phone="13900000002",
        labor="完全丧失",
        income=Decimal("145"),
        income_note="城乡居民养老保险金",
        obligors=(
            UnableObligor(
                name="欧阳春生", relation="侄子", age=58, reason="60周岁以上低保对象，重病"
            ),
        ),
        assets="自建房1套，无存款、车辆。",
        reason="年老多病，无子女，不能自己做饭。",
        mode=SUPPLY_MODES[1],
        applied_on=date(2026, 11, 2),
        attachments=("身份证、户口簿复印件", "核查授权书"),
        received_on=date(2026, 11, 3),
    )


def _tekun_approval() -> TekunApprovalSheet:
    return TekunApprovalSheet(
        **_head("E-07-2"),
        person=PERSON,
        category="老年人",
        disability="肢体三级",
        applied_on=date(2026, 11, 2),
        accepted_on=date(2026, 11, 3),
        no_labor="76周岁，完全丧失劳动能力。",
        no_income="登记的月收入145元。",
        no_obligor="没有登记法定义务人。",
        assets="自建房1套，无存款、车辆。财产符合规定。",
        failed_items=2,
        care_grade="半护理",
        mode="分散供养",
        carer="李素芬",
        survey_opinion="经入户调查，老人独居，无子女，生活部分不能自理。",
        survey_day=date(2026, 11, 13),
        surveyors=(SIGNED, SIGNED),
        village_opinion="情况属实，同意上报。",
        village_day=date(2026, 11, 14),
        notice_from=date(2026, 11, 15),
        notice_to=date(2026, 11, 22),
        has_objection=False,
        basic=Decimal("1001"),
        care=Decimal("200"),
        month_total=Decimal("1201"),
        benefit_from=date(2026, 12, 1),
        township_opinion="符合特困人员认定条件，拟分散供养。",
        township_day=date(2026, 11, 22),
    )


def _self_care() -> SelfCareSheet:
    unable = ("自主如厕", "自主洗澡")
    return SelfCareSheet(
        **_head("E-11"),
        person=PERSON,
        place="欧阳龑家中",
        items=tuple(AssessedItem(name=name, is_able=name not in unable) for name in ITEMS),
        failed=2,
        result="部分丧失（半护理）",
        reason="新申请",
        assessed_on=date(2026, 11, 13),
    )


def _agreement() -> CareAgreementSheet:
    return CareAgreementSheet(
        **_head("E-12"),
        township=OFFICE,
        carer=CARER,
        carer_relation="邻居",
        person=PERSON,
        grade="半护理",
        fee=Decimal("200"),
        pay_way="每月20日前转入照料人账户",
        since=date(2026, 12, 1),
        until=date(2027, 11, 30),
    )


def _relief() -> ReliefSheet:
    return ReliefSheet(
        **_head("E-13"),
        person=PERSON,
        member_count=3,
        last_day=date(2026, 3, 5),
        last_amount=Decimal("800"),
        times=1,
        times_amount=Decimal("800"),
        other_aid="低保",
        kind="急难型",
        cause="火灾",
        happened_on=date(2026, 11, 18),
        situation="厨房失火，烧毁灶具、粮食和部分衣被。",
        first_at=datetime(2026, 11, 18, 20, 30, tzinfo=CHINA),
        first_amount=Decimal("1000"),
        first_source="备用金",
        findings="现场查看，厨房过火约12平方米，无人员受伤。",
        survey_day=date(2026, 11, 19),
        surveyors=(SIGNED, SIGNED),
        village_opinion="情况属实。",
        village_day=date(2026, 11, 19),
        forms=("发放救助金", "发放实物"),
        goods="棉被2床",
        amount=Decimal("3060"),
        township_opinion="拟给予临时救助3060元。",
        township_day=date(2026, 11, 20),
        is_entrusted=True,
        pay_way="一卡通或打卡",
        paid_on=DAY,
        attachments=("身份证、户口簿复印件", "困难佐证材料"),
    )


def _kin() -> KinFilingSheet:
    return KinFilingSheet(
        **_head("E-14"),
        official="欧阳建国",
        official_unit="明月村村民委员会",
        official_post="村委会委员",
        relation="弟",
        applicant="欧阳龑",
        id_no=HEAD_ID,
        home_address=ADDRESS,
        member_count=3,
        state="正在申请",
        applied_on=date(2026, 11, 2),
        withdrew="是",
        township_opinion="同意备案，请县民政局入户核查。",
        township_day=DAY,
    )


def _minutes() -> MinutesSheet:
    return MinutesSheet(
        **_head("E-15"),
        met_at=datetime(2026, 11, 20, 14, 30, tzinfo=CHINA),
        place="新民镇人民政府三楼会议室",
        chair="陈镇长",
        recorder="周经办",
        people=(
            Participant(name="陈镇长", unit=OFFICE),
            Participant(name="周经办", unit="新民镇民政办公室"),
            Participant(name="张大明", unit="明月村村民委员会"),
        ),
        subject="欧阳龑，明月村3组",
        hardship="孙子患罕见病，自付费用高。",
        gap="家庭人均收入略高于低保标准，未达到刚性支出认定比例。",
        discussion="与会人员一致同意按一事一议给予救助。",
        way="临时救助",
        amount=Decimal("5000"),
        since=date(2026, 12, 1),
        until=date(2027, 5, 31),
        responsible="新民镇民政办公室",
        attachments="诊断证明、费用清单",
    )


def _request() -> CheckRequestSheet:
    return CheckRequestSheet(
        **_head("E-35"),
        centre="垫江县社会救助家庭经济状况核查认定中心",
        scheme="最低生活保障",
        case_no="202610200000042",
        people=(
            CheckedPerson(
                name="欧阳龑", id_no=HEAD_ID, relation="本人", authorized_on=date(2026, 11, 2)
            ),
            CheckedPerson(name="欧阳春燕", id_no="500231198506150023", relation="女"),
        ),
        asked=("户籍人口", "车辆船舶", "银行存款"),
        requested_on=date(2026, 11, 4),
    )


ORDINARY: dict[str, Callable[[], Sheet]] = {
    "E-03": _commitment,
    "E-05": _village_review,
    "E-07-2": _tekun_approval,
    "E-09": _confirm,
    "E-10a": _tekun_application,
    "E-11": _self_care,
    "E-12": _agreement,
    "E-13": _relief,
    "E-14": _kin,
    "E-15": _minutes,
    "E-35": _request,
}

_LONG = LONG_TEXT * 2
EXTREME: dict[str, Callable[[], Sheet]] = {
    "E-03": lambda: most(CommitmentSheet, scheme="刚性支出困难家庭"),
    "E-05": lambda: most(VillageReviewSheet, result="不属实", discussion=_LONG),
    "E-07-2": lambda: most(
        TekunApprovalSheet,
        category="未成年人",
        care_grade="全护理",
        mode="集中供养",
        survey_opinion=_LONG,
        village_opinion=_LONG,
        township_opinion=_LONG,
        county_opinion=_LONG,
        remarks=_LONG,
    ),
    "E-09": lambda: most(ConfirmSheet, scheme=TEKUN, way="公告"),
    "E-10a": lambda: most(
        TekunApplicationSheet,
        category="残疾人",
        mode=SUPPLY_MODES[0],
        assets=_LONG,
        attachments=("其他",),
    ),
    "E-11": lambda: most(
        SelfCareSheet,
        items=tuple(AssessedItem(name=name, is_able=False) for name in ITEMS),
        result="完全丧失（全护理）",
    ),
    "E-12": lambda: most(CareAgreementSheet, grade="全护理", witness=""),
    "E-13": lambda: most(
        ReliefSheet,
        kind="支出型",
        forms=("提供转介服务",),
        pay_way="实物签收",
        attachments=("领款凭证",),
        situation=_LONG,
        findings=_LONG,
        village_opinion=_LONG,
        township_opinion=_LONG,
        county_opinion=_LONG,
    ),
    "E-14": lambda: most(KinFilingSheet, state="已享受", withdrew="否", township_opinion=_LONG),
    "E-15": lambda: most(MinutesSheet, hardship=_LONG, gap=_LONG, discussion=_LONG),
    "E-35": lambda: most(CheckRequestSheet, scheme="临时救助", asked=("其他",), note=_LONG),
}
