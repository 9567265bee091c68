"""How a person helped by the station leaves it: home, or to a place; and the ledger of those
who came home (domain B.28 to B.30)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Mapped

from app.domain import codes
from app.domain import codes_vagrants as of_vagrants
from app.models import columns as c
from app.models.base import Record
from app.models.columns import Sensitivity

_SENSITIVE: Final = Sensitivity.SENSITIVE
_text = partial(c.text, sensitivity=_SENSITIVE)
_code = partial(c.code, sensitivity=_SENSITIVE)
_codes = partial(c.many_codes, sensitivity=_SENSITIVE)
_day = partial(c.day, sensitivity=_SENSITIVE)
_flag = partial(c.flag, sensitivity=_SENSITIVE)


class Departure(Record):
    """离站: when, how, with whom, to whom (B.28). ``ticket_value`` in 元."""

    __tablename__ = "departure"
    noun = "departure"
    title = "离站返乡"

    vagrant_id: Mapped[str] = c.ref("救助登记", "vagrant", is_required=True)
    left_at: Mapped[datetime | None] = c.moment("离站时间", sensitivity=_SENSITIVE)
    way: Mapped[str | None] = _code("离站方式", of_vagrants.LEAVE_WAY)
    ticket_kind: Mapped[str | None] = c.text("车票种类", 40, group="ticket")
    ticket_from: Mapped[str | None] = c.text("车票起点", 40, group="ticket")
    ticket_to: Mapped[str | None] = c.text("车票终点", 40, group="ticket")
    ticket_no: Mapped[str | None] = c.text("车票号", 40, group="ticket")
    ticket_value: Mapped[Decimal | None] = c.amount("车票金额", "元", group="ticket")
    escorts: Mapped[list[str] | None] = c.tree("护送人员", group="escort")
    vehicle: Mapped[str | None] = c.text("交通工具", 60, group="escort")
    departed_at: Mapped[datetime | None] = c.moment("出发时间", group="escort")
    reached_at: Mapped[datetime | None] = c.moment("到达时间", group="escort")
    receiver_name: Mapped[str | None] = _text("接收人", 50, group="receiver")
    receiver_id_no: Mapped[str | None] = c.id_number("接收人证件号", group="receiver")
    receiver_relation: Mapped[str | None] = _code(
        "接收人与本人关系", codes.RELATION, group="receiver"
    )
    receiver_unit: Mapped[str | None] = _text("接收单位", 100, group="receiver")
    receiver_phone: Mapped[str | None] = c.tail_number(
        "接收人电话", 20, sensitivity=_SENSITIVE, group="receiver"
    )
    receiver_copy_id: Mapped[str | None] = c.ref("接收人证件复印件", "attachment", group="receiver")
    receiver_signed: Mapped[dict[str, Any] | None] = c.tree("接收人签名", sensitivity=_SENSITIVE)
    handed_over: Mapped[str | None] = _text("移交物品", 300)
    receiving_station: Mapped[str | None] = c.text("接收救助站", 100)
    home_addr_code: Mapped[str | None] = c.place("返乡所在乡镇或村", sensitivity=_SENSITIVE)
    home_addr: Mapped[str | None] = _text("返乡地址", 200)
    township_told: Mapped[date | None] = _day("通知乡镇日期")


class Resettlement(Record):
    """滞留安置 (B.29): nobody found for three months; a place, a household register, a name."""

    __tablename__ = "resettlement"
    noun = "resettlement"
    title = "滞留安置"

    vagrant_id: Mapped[str] = c.ref("救助登记", "vagrant", is_required=True)
    plan_reported: Mapped[date | None] = _day("安置方案报送日期", group="plan")
    plan_approved: Mapped[date | None] = _day("安置方案批准日期", group="plan")
    place_way: Mapped[str | None] = _code("安置方式", of_vagrants.PLACE_WAY, group="place_way")
    institution: Mapped[str | None] = _text("安置机构", 100, group="place_way")
    placed_on: Mapped[date | None] = _day("安置日期", group="place_way")
    given_name: Mapped[str | None] = _text("落户姓名", 50, group="hukou")
    hukou_applied: Mapped[date | None] = _day("申请落户日期", group="hukou")
    hukou_approved: Mapped[date | None] = _day("落户日期", group="hukou")
    hukou_no: Mapped[str | None] = c.id_number("落户身份号码", group="hukou")
    benefit_after: Mapped[str | None] = _code("安置后保障", of_vagrants.BENEFIT_AFTER)
    has_insurance: Mapped[bool | None] = _flag("已参加医保")
    continues_search: Mapped[bool | None] = _flag("继续寻亲", default=True)


class ReturnEntry(Record):
    """返乡人员台账 (B.30): somebody who came home, and how it goes on. Kept by the township."""

    __tablename__ = "return_entry"
    noun = "return_entry"
    title = "返乡人员台账"

    person_id: Mapped[str] = c.ref("返乡人员", "person", is_required=True)
    vagrant_id: Mapped[str | None] = c.ref("救助登记", "vagrant")
    returned_on: Mapped[date | None] = _day("返乡日期")
    from_station: Mapped[str | None] = c.text("原救助站", 100)
    family_receiver: Mapped[str | None] = _text("家属接收人", 50)
    is_mental_or_disabled: Mapped[bool | None] = _flag("精神障碍或残疾")
    duty_signed: Mapped[bool | None] = _flag("已签监护责任")
    aid_linked: Mapped[list[str] | None] = _codes("已落实的救助", of_vagrants.RETURN_AID)
    has_lost_device: Mapped[bool | None] = _flag("配有防走失手环")
    risk: Mapped[str | None] = _code("再流出风险", codes.RISK, is_derived=True)
    last_call: Mapped[date | None] = _day("上次回访", group="calls", is_derived=True)
    next_call: Mapped[date | None] = _day("下次回访", group="calls", is_derived=True)
    calls_done: Mapped[int | None] = c.number(
        "已回访次数", "次", default=0, group="calls", is_derived=True
    )
    closed_on: Mapped[date | None] = _day("销账日期", group="closed")
    closed_reason: Mapped[str | None] = _text("销账原因", 200, group="closed")
    remark: Mapped[str | None] = c.long_text("备注", 1000, sensitivity=_SENSITIVE)
