"""流浪乞讨救助: who asked for help or was found, known or not; the search for the family.

Domain B.26, B.27. A face, a fingerprint and a DNA sample are sealed (level 4): only the station and
the county see them.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain import codes_vagrants as of_vagrants
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_SEALED: Final = Sensitivity.SEALED
_text = partial(c.text, sensitivity=_SENSITIVE)
_code = partial(c.code, sensitivity=_SENSITIVE)
_codes = partial(c.many_codes, sensitivity=_SENSITIVE)
_day = partial(c.day, sensitivity=_SENSITIVE)
_moment = partial(c.moment, sensitivity=_SENSITIVE)
_flag = partial(c.flag, sensitivity=_SENSITIVE)


class Vagrant(Record):
    """One time somebody was helped. ``person_id`` is who it is, once that is known; what the person
    said of itself (``claimed_…``) stays as it was said. ``height_cm`` in cm, ``weight_kg`` in kg."""

    __tablename__ = "vagrant"
    noun = "vagrant"
    title = "流浪乞讨救助"

    reg_no: Mapped[str | None] = c.text("登记编号", 24)
    person_id: Mapped[str | None] = c.ref("已确认人员", "person", group="identity")
    identity_state: Mapped[str | None] = _code(
        "身份状况", of_vagrants.IDENTITY_STATE, default="3", group="identity"
    )
    claimed_name: Mapped[str | None] = _text("自称姓名", 50)
    claimed_addr: Mapped[str | None] = _text("自称住址", 200)
    claimed_birth: Mapped[str | None] = _text("自称年龄或出生日期", 40)
    arrived_at: Mapped[datetime | None] = _moment("来站（发现）时间")
    found_way: Mapped[str | None] = _code("来站（发现）方式", of_vagrants.FOUND_WAY, group="escort")
    escort_unit: Mapped[str | None] = c.text("护送单位", 100, group="escort")
    escort_person: Mapped[str | None] = c.text("护送人员", 100, group="escort")
    escort_phone: Mapped[str | None] = c.tail_number("护送人电话", 20, group="escort")
    handover_id: Mapped[str | None] = c.ref("交接表", "attachment", group="escort")
    found_place_code: Mapped[str | None] = c.place("发现地所在乡镇或村", group="found_place")
    found_place: Mapped[str | None] = _text("发现地点", 200, group="found_place")
    found_geo: Mapped[str | None] = _text("发现地定位", 60, group="found_place")
    sex: Mapped[str | None] = c.code("性别", codes.SEX)
    age_from: Mapped[int | None] = c.number("目测年龄自", "岁", group="age")
    age_to: Mapped[int | None] = c.number("目测年龄至", "岁", group="age")
    is_minor: Mapped[bool | None] = c.flag("未成年人", group="age")
    height_cm: Mapped[int | None] = c.number("身高", "厘米", sensitivity=_SENSITIVE)
    build: Mapped[str | None] = _code("体型", of_vagrants.BUILD)
    weight_kg: Mapped[int | None] = c.number("体重", "公斤", sensitivity=_SENSITIVE)
    face: Mapped[str | None] = _text("脸型", 100)
    hair: Mapped[str | None] = _text("发型", 100)
    eyes: Mapped[str | None] = _text("眼睛", 100)
    teeth: Mapped[str | None] = _text("牙齿", 100)
    marks: Mapped[str | None] = _text("体貌特征", 500, help="疤痕、痣、纹身、残缺等。")
    accent: Mapped[str | None] = _text("口音", 100)
    language: Mapped[str | None] = _text("语种", 50)
    literacy: Mapped[str | None] = _text("识字情况", 50)
    clothes: Mapped[str | None] = _text("衣着特征", 300)
    belongings: Mapped[list[dict[str, Any]] | None] = c.tree(
        "随身物品", sensitivity=_SENSITIVE, help="每项：名称、数量、保管或发还、签字。"
    )
    health_state: Mapped[str | None] = _code("健康状况", of_vagrants.BODY_STATE)
    mental_state: Mapped[str | None] = _code("精神状况", of_vagrants.BODY_STATE)
    intellect_state: Mapped[str | None] = _code("智力状况", of_vagrants.BODY_STATE)
    injury: Mapped[str | None] = _text("外伤", 200)
    infectious: Mapped[str | None] = _text("疑似传染病", 200)
    drunk_drug: Mapped[str | None] = _text("酒精或毒品", 200)
    hospital: Mapped[str | None] = _text("送往医院", 100, group="hospital")
    sent_to_hospital: Mapped[datetime | None] = _moment("送医时间", group="hospital")
    discharged: Mapped[datetime | None] = _moment("出院时间", group="hospital")
    reason: Mapped[str | None] = _code("流浪（求助）原因", of_vagrants.VAGRANT_REASON)
    helped_before: Mapped[int | None] = c.number("既往受助次数", "次", group="history")
    history: Mapped[str | None] = _text("既往受助情况", 500, group="history")
    relatives: Mapped[list[dict[str, Any]] | None] = c.tree("亲属和联系人", sensitivity=_SENSITIVE)
    enjoyed_aid: Mapped[str | None] = _code("已享受的救助", of_vagrants.ENJOYED_AID)
    needs: Mapped[list[str] | None] = _codes("求助需求", of_vagrants.RESCUE_NEED)
    answer: Mapped[str | None] = _code("是否救助", of_vagrants.RESCUE_ANSWER, group="answer")
    refusal: Mapped[str | None] = _code("不予救助原因", of_vagrants.RESCUE_REFUSAL, group="answer")
    agreed: Mapped[dict[str, Any] | None] = c.tree("求助人签名", sensitivity=_SENSITIVE)
    photo_face_id: Mapped[str | None] = c.ref("正面照", "attachment", sensitivity=_SEALED)
    photo_full_id: Mapped[str | None] = c.ref("全身照", "attachment", sensitivity=_SEALED)
    fingerprint_at: Mapped[datetime | None] = c.moment("采集指纹时间", sensitivity=_SEALED)
    state: Mapped[str | None] = c.code(
        "救助状态", of_vagrants.RESCUE_STATE, default="FOUND", group="state", is_derived=True
    )
    state_since: Mapped[date | None] = c.day("进入本状态", group="state", is_derived=True)
    state_reason: Mapped[str | None] = _text("办理说明", 500, group="state", is_derived=True)
    search_reported: Mapped[date | None] = _day("报请公安查询日期", group="police")
    police_query: Mapped[date | None] = _day("公安查询日期", group="police")
    remark: Mapped[str | None] = c.long_text("备注", 1000, sensitivity=_SENSITIVE)


class FamilySearch(Record):
    """寻亲: notices, comparisons, the DNA sample, and what they led to (B.27).

    ``clues``: objects with ``at``, ``content``, ``result``.
    """

    __tablename__ = "family_search"
    noun = "family_search"
    title = "寻亲"

    vagrant_id: Mapped[str] = c.ref("救助登记", "vagrant", is_required=True)
    face_compared: Mapped[date | None] = c.day("人像比对日期", sensitivity=_SEALED, group="face")
    face_unit: Mapped[str | None] = c.text("人像比对单位", 100, sensitivity=_SEALED, group="face")
    face_result: Mapped[str | None] = c.code(
        "人像比对结果", of_vagrants.MATCH_RESULT, sensitivity=_SEALED, group="face"
    )
    notice_at: Mapped[datetime | None] = _moment("寻亲公告发布时间", group="notice")
    notice_channels: Mapped[list[str] | None] = _codes(
        "寻亲公告渠道", of_vagrants.NOTICE_CHANNEL, group="notice"
    )
    notice_renewed: Mapped[date | None] = _day("寻亲公告更新日期", group="notice")
    dna_requested: Mapped[date | None] = c.day("报请DNA采集日期", sensitivity=_SEALED, group="dna")
    dna_sampled: Mapped[date | None] = c.day("DNA采集日期", sensitivity=_SEALED, group="dna")
    dna_sample_no: Mapped[str | None] = c.text("DNA样本编号", 40, sensitivity=_SEALED, group="dna")
    dna_result_on: Mapped[date | None] = c.day("DNA比对日期", sensitivity=_SEALED, group="dna")
    dna_result: Mapped[str | None] = c.code(
        "DNA比对结果", of_vagrants.MATCH_RESULT, sensitivity=_SEALED, group="dna"
    )
    clues: Mapped[list[dict[str, Any]] | None] = c.tree("线索", sensitivity=_SENSITIVE)
    identified_on: Mapped[date | None] = _day("查明日期", group="found")
    identified_way: Mapped[str | None] = _code(
        "查明方式", of_vagrants.IDENTIFIED_WAY, group="found"
    )
    family_contact: Mapped[str | None] = _text("家属联系人", 100, group="family")
    family_phone: Mapped[str | None] = c.tail_number(
        "家属电话", 20, sensitivity=_SENSITIVE, group="family"
    )
    willing_to_receive: Mapped[bool | None] = _flag("家属愿意接回", group="family")
