"""人员: one human being, once, in however many households and cases (domain B.2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain.codes_cases import AUTHORISATION_WAY
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE = Sensitivity.SENSITIVE


class Person(Record):
    """A person. ID kind and number, birth date and sex stand or fall together in a merge."""

    __tablename__ = "person"
    noun = "person"
    title = "人员"

    name: Mapped[str] = c.text("姓名", 50, is_required=True, column="姓名")
    former_name: Mapped[str | None] = c.text("曾用名", 50)
    id_kind: Mapped[str | None] = c.code("证件类型", codes.ID_KIND, default="01", group="identity")
    id_no: Mapped[str | None] = c.id_number(
        "公民身份号码", group="identity", column="身份证号", is_indexed=True
    )
    id_no_raw: Mapped[str | None] = c.id_number("原证件号", group="identity")
    no_id_reason: Mapped[str | None] = c.text("无证原因", 100, group="identity")
    sex: Mapped[str | None] = c.code("性别", codes.SEX, group="identity", column="性别")
    birth_date: Mapped[date | None] = c.day("出生日期", group="identity", column="出生日期")
    birth_estimated: Mapped[bool | None] = c.flag("出生日期为估计", group="identity")
    nation: Mapped[str | None] = c.code(
        "民族", codes.NATION, default="01", sensitivity=_SENSITIVE, column="民族"
    )
    education: Mapped[str | None] = c.code("文化程度", codes.EDUCATION)
    marriage: Mapped[str | None] = c.code("婚姻状况", codes.MARRIAGE)
    political: Mapped[str | None] = c.code("政治面貌", codes.POLITICAL, sensitivity=_SENSITIVE)
    religion_staff: Mapped[bool | None] = c.flag("宗教教职人员", sensitivity=_SENSITIVE)
    hukou_type: Mapped[str | None] = c.code("户籍性质", codes.HUKOU)
    hukou_addr_code: Mapped[str | None] = c.place("户籍所在村（社区）", group="hukou_addr")
    hukou_addr: Mapped[str | None] = c.text("户籍地址", 200)
    live_addr_code: Mapped[str | None] = c.place(
        "居住地所在村（社区）", sensitivity=_SENSITIVE, group="live_addr"
    )
    live_addr: Mapped[str | None] = c.text("居住地址", 200, sensitivity=_SENSITIVE, column="住址")
    live_geo: Mapped[str | None] = c.text(
        "住址定位", 60, sensitivity=_SENSITIVE, help="只在本人同意时记录。"
    )
    phone: Mapped[str | None] = c.tail_number("联系电话", 20, group="phone", column="联系电话")
    phone_owner: Mapped[str | None] = c.code("机主与本人关系", codes.RELATION, group="phone")
    phones_more: Mapped[list[str] | None] = c.tree("其他电话", group="phone")
    health: Mapped[str | None] = c.code("健康状况", codes.HEALTH, sensitivity=_SENSITIVE)
    disease_names: Mapped[str | None] = c.text("病种", 200, sensitivity=_SENSITIVE)
    serious_illness_cert: Mapped[bool | None] = c.flag("重特大疾病认定", sensitivity=_SENSITIVE)
    long_bedridden: Mapped[bool | None] = c.flag("长期卧床", sensitivity=_SENSITIVE)
    disab_cert: Mapped[bool | None] = c.flag(
        "有残疾人证", sensitivity=_SENSITIVE, group="disability"
    )
    disab_type: Mapped[str | None] = c.code(
        "残疾类别", codes.DISABILITY_KIND, sensitivity=_SENSITIVE, group="disability"
    )
    disab_grade: Mapped[str | None] = c.code(
        "残疾等级", codes.DISABILITY_GRADE, sensitivity=_SENSITIVE, group="disability"
    )
    disab_no: Mapped[str | None] = c.id_number("残疾人证号", group="disability")
    disab_expiry: Mapped[date | None] = c.day(
        "残疾人证有效期至", sensitivity=_SENSITIVE, group="disability"
    )
    labor: Mapped[str | None] = c.code("劳动能力", codes.LABOR, sensitivity=_SENSITIVE)
    self_care: Mapped[str | None] = c.code("生活自理能力", codes.SELF_CARE, sensitivity=_SENSITIVE)
    employ: Mapped[str | None] = c.code("从业状况", codes.EMPLOYMENT)
    employer: Mapped[str | None] = c.text("从业单位", 100)
    work_place: Mapped[str | None] = c.text("务工地", 100)
    monthly_income: Mapped[Decimal | None] = c.amount(
        "月收入", "元/月", sensitivity=_SENSITIVE, help="只作参考，核算按收入项。"
    )
    school: Mapped[str | None] = c.text("学校", 100, sensitivity=_SENSITIVE)
    school_stage: Mapped[str | None] = c.code("学段", codes.SCHOOL_STAGE, sensitivity=_SENSITIVE)
    grade_class: Mapped[str | None] = c.text("年级班级", 40, sensitivity=_SENSITIVE)
    boarding: Mapped[bool | None] = c.flag("寄宿", sensitivity=_SENSITIVE)
    medical_ins: Mapped[str | None] = c.code("医疗保险", codes.MEDICAL_INSURANCE)
    pension_ins: Mapped[str | None] = c.code("养老保险", codes.PENSION_INSURANCE)
    special_flags: Mapped[list[str] | None] = c.many_codes(
        "特殊身份", codes.SPECIAL_FLAG, sensitivity=_SENSITIVE
    )
    photo_id: Mapped[str | None] = c.ref("照片", "attachment", sensitivity=_SENSITIVE)
    bank_name: Mapped[str | None] = c.text(
        "开户行", 60, sensitivity=_SENSITIVE, group="bank", column="开户行"
    )
    bank_holder: Mapped[str | None] = c.text("户名", 50, sensitivity=_SENSITIVE, group="bank")
    bank_no: Mapped[str | None] = c.tail_number(
        "银行账号", 30, sensitivity=_SENSITIVE, group="bank", column="银行账号"
    )
    social_card_bank: Mapped[bool | None] = c.flag("社会保障卡账户", group="bank")
    death_date: Mapped[date | None] = c.day("死亡日期", sensitivity=_SENSITIVE)
    guardian_id: Mapped[str | None] = c.ref("监护人", "person", sensitivity=_SENSITIVE)
    consent_state: Mapped[str | None] = c.code("告知同意", codes.CONSENT, default="0")
    authorised_on: Mapped[date | None] = c.day("核对授权日期", group="authorisation")
    authorised_way: Mapped[str | None] = c.code(
        "核对授权方式", AUTHORISATION_WAY, group="authorisation"
    )
    authorised_to: Mapped[date | None] = c.day("核对授权有效期至", group="authorisation")
    remark: Mapped[str | None] = c.long_text("备注", 1000)
    same_as_id: Mapped[str | None] = c.ref(
        "归并到", "person", is_derived=True, help="与这份档案是同一个人。"
    )
