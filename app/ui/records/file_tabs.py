"""What stands in each part of a household's file: columns of its lists, a table a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from app.domain.months import day_text
from app.services.fields import RecordFile
from app.services.household_file import MemberFile, PaperLine
from app.ui.widgets.columns import Column


@dataclass(frozen=True)
class Item:
    """An income, expense, asset or obligor, and the name of the member it belongs to."""

    id: str
    whose: str
    record: RecordFile = field(repr=False)


def items_of(
    records: Iterable[RecordFile], whose: str, names: Mapping[str, str]
) -> tuple[Item, ...]:
    """``whose``: the field that refers to a person; ``names`` of persons by id."""
    return tuple(Item(one.id, names.get(one.value(whose) or "", ""), one) for one in records)


def _text(name: str) -> Callable[[Item], str]:
    return lambda row: row.record.text(name)


def _amount(name: str) -> Callable[[Item], str]:
    return lambda row: in_yuan(row.record.value(name))


def _order(name: str) -> Callable[[Item], Any]:
    return lambda row: row.record.value(name) or 0


def in_yuan(value: Decimal | None) -> str:
    """1,201.00."""
    return "" if value is None else f"{value:,.2f}"


def _money(key: str, label: str, sample: str = "120,000.00") -> Column:
    return Column(key, label, _amount(key), sample, is_number=True, order=_order(key))


def _paper(row: PaperLine) -> str:
    return PAPER_NAMES.get(row.paper, row.paper)


def _sex_age(row: MemberFile) -> str:
    age = "已故" if is_dead(row) else "" if row.age is None else f"{row.age}岁"
    return f"{row.sex_text} {age}".strip()


def is_dead(row: MemberFile) -> bool:
    """The day of death is on file."""
    return row.person.value("death_date") is not None


def _protected(row: Any) -> str:
    return "" if not row.counted else "保障" if row.protected else "不保障"


PAPER_NAMES: Final[Mapping[str, str]] = {
    "E-01": "低保申请书",
    "E-02": "核查授权书",
    "E-04": "经济状况核查表",
    "E-06": "补正告知书",
    "E-06-2": "受理通知书",
    "E-06-3": "不予受理告知书",
    "E-06b": "不予确认告知书",
    "E-07": "审核确认表",
    "E-08": "审核公示",
    "E-08b": "确认公布",
    "E-17": "变更（停发）告知书",
}
"""Code -> the short name; the whole title is on the paper, and loading what draws it takes long."""

MEMBERS: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("relation", "关系", lambda row: row.relation_text, "外孙女"),
    Column("age", "性别年龄", _sex_age, "女 100岁", order=lambda row: row.age or 0,
           tone=lambda row: "muted" if is_dead(row) else ""),
    Column("id_no", "证件号", lambda row: row.id_masked, "500231********1234"),
    Column("counted", "计入", lambda row: "计入" if row.counted else "不计入", "不计入"),
    Column("protected", "保障", _protected, "不保障"),
    Column("health", "健康", lambda row: row.person.text("health"), "有慢性病"),
)  # fmt: skip
FORMER: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("relation", "关系", lambda row: row.relation_text, "外孙女"),
    Column("left", "离开日期", lambda row: day_text(row.left), "2026年11月23日"),
)
INCOMES: Final = (
    Column("whose", "成员", lambda row: row.whose, "买买提·艾力"),
    Column("kind", "类别", _text("kind"), "工资性收入"),
    _money("amount_total", "期间金额"),
    Column("months", "月数", _text("months"), "12", is_number=True, order=_order("months")),
    _money("monthly", "月均（元）", "10,000.00"),
    Column("counted", "计入", _text("counted"), "是"),
)
EXPENSES: Final = (
    Column("whose", "成员", lambda row: row.whose, "欧阳建国"),
    Column("kind", "类别", _text("kind"), "残疾康复支出"),
    _money("amount", "金额（元）"),
    _money("reimbursed", "报销"),
    _money("self_paid", "自付"),
)
ASSETS: Final = (
    Column("whose", "登记人", lambda row: row.whose, "欧阳建国"),
    Column("kind", "类别", _text("kind"), "机动车辆"),
    _money("value", "金额（元）"),
    Column("exempt", "豁免", _text("exempt"), "是"),
    Column("detail", "地址、车牌或机构", _text("detail"), "沙坪镇顺昌村3组自建房"),
)
OBLIGORS: Final = (
    Column("name", "姓名", _text("name"), "买买提·艾力"),
    Column("relation", "关系", _text("relation"), "外孙女"),
    Column("whose", "对谁", lambda row: row.whose, "欧阳建国"),
    _money("family_income_total", "收入（元/年）"),
    Column("ability", "能力", _text("ability"), "部分能力"),
)
CASES: Final = (
    Column("scheme", "项目", lambda row: row.scheme_text, "低保边缘"),
    Column("kind", "办理类型", lambda row: row.kind_text, "增人减人"),
    Column("state", "状态", lambda row: row.state_text, "公示有异议"),
    Column("total", "月合计", lambda row: in_yuan(row.total_month), "1,201.00",
           is_number=True, order=lambda row: row.total_month or 0),
    Column("since", "从", lambda row: day_text(row.state_since), "2026年11月23日"),
)  # fmt: skip
VISITS: Final = (
    Column("day", "日期", lambda row: day_text(row.day), "2026年11月23日"),
    Column("kind", "走访类型", lambda row: row.kind_text, "低保入户调查"),
    Column("visitors", "走访人", lambda row: row.visitors, "周经办、陈副手"),
    Column("met", "见到", lambda row: row.met_text, "未见（外出）"),
)
DRAFTS: Final = (
    Column("at", "上次填写", lambda row: day_text(row.updated_at), "2026年11月23日"),
    Column("done", "填了", lambda row: f"{row.asked}题里的{row.answered}题", "120题里的120题"),
)
PAPERS: Final = (
    Column("paper", "表格", _paper, "经济状况核查表"),
    Column("number", "编号", lambda row: row.number, "E04-2026-102-7K2M9QXD"),
    Column("at", "打印时间", lambda row: day_text(row.printed_at), "2026年11月23日"),
    Column("copies", "份数", lambda row: f"{row.copies}", "10", is_number=True),
)
TASKS: Final = (
    Column("due", "到期", lambda row: day_text(row.due), "2026年11月23日"),
    Column("state", "状态", lambda row: row.state_text, "待办"),
    Column("note", "事项", lambda row: row.note, "下次入户核对银行卡"),
)
TIMELINE: Final = (
    Column("day", "日期", lambda row: day_text(row.day), "2026年11月23日",
           order=lambda row: row.day),
    Column("kind", "事项", lambda row: row.kind, "易流浪走失人员"),
    Column("who", "谁", lambda row: row.who, "买买提·艾力"),
    Column("text", "发生了什么", lambda row: row.text, "低保：同意，每月1,201.00元，符合条件"),
)  # fmt: skip
HISTORY: Final = (
    Column("at", "时间", lambda row: f"{row.at:%Y-%m-%d %H:%M}", "2026-11-23 09:05"),
    Column("who", "谁", lambda row: row.who, "欧阳建国"),
    Column("text", "做了什么", lambda row: row.text, "修改了买买提·艾力的"),
    Column("changes", "改动", lambda row: changes_text(row), "13900000001 → 13900000002"),
)


def changes_text(row: Any) -> str:
    """联系电话：空 → *******0002, each field that a line of the history changed."""
    return "；".join(
        f"{one.label}：{one.before or '空'} → {one.after or '空'}" for one in row.changes
    )
