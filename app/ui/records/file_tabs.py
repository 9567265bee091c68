"""What stands in each part of a household's file: columns of its lists, a table a list."""

from __future__ import annotations

from typing import Any, Final

from app.services.fields import RecordFile
from app.ui.widgets.columns import Column


def _text(name: str, unit: str = "") -> Any:
    def read(row: RecordFile) -> str:
        text = row.text(name)
        return f"{text}{unit}" if text else ""

    return read


def _day(value: Any) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


MEMBERS: Final = (
    Column("name", "姓名", lambda row: row.name, "买买提·艾力"),
    Column("relation", "关系", lambda row: row.relation_text, "外孙子女"),
    Column("sex", "性别", lambda row: row.sex_text, "女"),
    Column("age", "年龄", lambda row: "" if row.age is None else f"{row.age}", "100",
           is_number=True),
    Column("id_no", "证件号", lambda row: row.id_masked, "500231********1234"),
    Column("health", "健康", lambda row: row.person.text("health"), "有慢性病"),
    Column("counted", "计入", lambda row: "计入" if row.counted else "不计入", "不计入"),
)  # fmt: skip
INCOMES: Final = (
    Column("kind", "类别", _text("kind"), "养老保险金、离退休金"),
    Column("total", "期间金额", _text("amount_total"), "120,000.00", is_number=True),
    Column("months", "月数", _text("months"), "12", is_number=True),
    Column("monthly", "月均（元）", _text("monthly"), "10,000.00", is_number=True),
    Column("counted", "计入", _text("counted"), "是"),
)
EXPENSES: Final = (
    Column("kind", "类别", _text("kind"), "残疾康复支出"),
    Column("amount", "金额（元）", _text("amount"), "120,000.00", is_number=True),
    Column("reimbursed", "报销", _text("reimbursed"), "120,000.00", is_number=True),
    Column("self_paid", "自付", _text("self_paid"), "120,000.00", is_number=True),
)
ASSETS: Final = (
    Column("kind", "类别", _text("kind"), "互联网金融资产"),
    Column("detail", "地址、车牌或机构", _text("detail"), "沙坪镇顺昌村3组自建房"),
    Column("value", "金额（元）", _text("value"), "120,000.00", is_number=True),
    Column("exempt", "豁免", _text("exempt"), "是"),
)
OBLIGORS: Final = (
    Column("name", "姓名", _text("name"), "买买提·艾力"),
    Column("relation", "关系", _text("relation"), "外孙子女"),
    Column("income", "家庭总收入（元/年）", _text("family_income_total"), "120,000.00",
           is_number=True),
    Column("ability", "能力", _text("ability"), "部分能力"),
)  # fmt: skip
CASES: Final = (
    Column("scheme", "项目", lambda row: row.scheme_text, "刚性支出困难"),
    Column("kind", "办理类型", lambda row: row.kind_text, "增人减人"),
    Column("state", "状态", lambda row: row.state_text, "公示有异议"),
    Column("since", "从", lambda row: _day(row.state_since), "2026年11月23日"),
    Column("total", "月合计", lambda row: "" if row.total_month is None else f"{row.total_month}",
           "1,201.00", is_number=True),
)  # fmt: skip
VISITS: Final = (
    Column("day", "日期", lambda row: _day(row.day), "2026年11月23日"),
    Column("kind", "走访类型", lambda row: row.kind_text, "低保入户调查"),
    Column("visitors", "走访人", lambda row: row.visitors, "周经办、陈副手"),
    Column("met", "见到", lambda row: row.met_text, "未见（外出）"),
)
DRAFTS: Final = (
    Column("form", "没填完的走访", lambda row: row.form_id, "入户走访"),
    Column("done", "填了", lambda row: f"{row.answered}/{row.asked}", "120/120"),
    Column("at", "上次填写", lambda row: _day(row.updated_at), "2026年11月23日"),
)
PAPERS: Final = (
    Column("paper", "表格", lambda row: row.paper, "E-04"),
    Column("number", "编号", lambda row: row.number, "E04-2026-102-7K2M9QXD"),
    Column("at", "打印时间", lambda row: _day(row.printed_at), "2026年11月23日"),
    Column("copies", "份数", lambda row: f"{row.copies}", "10", is_number=True),
)
HISTORY: Final = (
    Column("at", "时间", lambda row: f"{row.at:%Y-%m-%d %H:%M}", "2026-11-23 09:05"),
    Column("who", "谁", lambda row: row.who, "欧阳建国"),
    Column("text", "做了什么", lambda row: row.text, "修改了买买提·艾力的联系电话、居住地址"),
    Column("changes", "改动", lambda row: _changes(row), "13900000001 → 13900000002"),
)


def _changes(row: Any) -> str:
    return "；".join(
        f"{one.label}：{one.before or '空'} → {one.after or '空'}" for one in row.changes
    )
