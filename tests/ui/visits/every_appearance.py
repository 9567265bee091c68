"""A form with a question of every type in every appearance that is known, as an author writes it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from app.forms.definition import FormDefinition, load_form

VILLAGES: Final = ("大湾村", "红星村", "东风村", "青龙村", "石板村", "双河村", "龙洞村", "新民村",
                   "白果村", "桐子村", "凉水村", "金竹村", "长岭村", "马鞍村")  # fmt: skip
LISTS: Final = {
    "yn": ("是", "否"),
    "ability": ("能", "有困难", "不能"),
    "likert": ("非常不满意", "不满意", "一般", "满意", "非常满意"),
    "needs": ("吃饭穿衣", "看病吃药", "住房", "上学", "照料", "找活路"),
    "village": VILLAGES,
}


def _asks(kind: str, name: str, label: str, appearance: str = "", **more: str) -> dict[str, str]:
    return {"type": kind, "name": name, "label": label, "appearance": appearance} | more


def _group(
    name: str, label: str, *rows: dict[str, str], appearance: str = ""
) -> list[dict[str, str]]:
    return [
        _asks("begin_group", name, label, appearance),
        *rows,
        {"type": "end_group"},
    ]


def _rows(
    name: str, label: str, *rows: dict[str, str], appearance: str = ""
) -> list[dict[str, str]]:
    return [
        _asks("begin_repeat", name, label, appearance),
        *rows,
        {"type": "end_repeat"},
    ]


SURVEY: Final[list[dict[str, str]]] = [
    *_group(
        "typed", "一、打字的题",
        _asks("text", "name", "姓名", "w6", required="yes"),
        _asks("text", "card", "银行卡号", "w6 numbers", hint="存折封面上有"),
        _asks("integer", "age", "年龄", "w3", constraint=". < 121", constraint_message="年龄在 0 到 120 之间，请核对。"),
        _asks("decimal", "income", "月收入（元）", "w3 thousands-sep"),
        _asks("text", "phone", "电话", "w3 numbers"),
        _asks("barcode", "code", "编码", "w3"),
        _asks("text", "story", "情况说明", "multiline"),
        _asks("geopoint", "place", "住房位置"),
        _asks("note", "said", "以下由走访人当面核对，核对不了的留空。"),
        appearance="field-list",
    ),
    *_group(
        "days", "二、日期和时间",
        _asks("date", "day", "走访日期"),
        _asks("date", "month", "从哪个月起", "month-year"),
        _asks("date", "year", "哪一年建房", "year"),
        _asks("time", "clock", "几点"),
        _asks("dateTime", "moment", "约定下次"),
        appearance="field-list",
    ),
    *_group(
        "one", "三、选一项",
        _asks("select_one yn", "plain", "是否在家"),
        _asks("select_one yn", "small", "是否常住", "minimal"),
        _asks("select_one village", "village", "哪个村", "autocomplete"),
        _asks("select_one village", "sought", "迁自哪个村", "search"),
        _asks("select_one village", "long", "亲戚在哪个村"),
        _asks("select_one needs", "three", "最急的事", "columns-3"),
        _asks("select_one needs", "packed", "其次", "columns-pack"),
        _asks("select_one yn", "quick", "是否贫困", "quick"),
        _asks("select_one likert", "content", "对帮扶是否满意", "likert"),
        appearance="field-list",
    ),
    *_group(
        "many", "四、选几项和排先后",
        _asks("select_multiple needs", "needs", "有哪些困难"),
        _asks("select_multiple needs", "two", "谁能帮", "columns-2"),
        _asks("select_multiple village", "went", "去过哪些村", "autocomplete"),
        _asks("rank needs", "order", "先解决哪一样"),
        _asks("acknowledge", "agreed", "已向本人说明救助政策"),
        appearance="field-list",
    ),
    *_group(
        "table", "五、日常生活能力",
        _asks("select_one ability", "eat", "吃饭"),
        _asks("select_one ability", "dress", "穿衣", required="yes"),
        _asks("select_one ability", "wash", "洗澡"),
        appearance="table-list",
    ),
    *_group(
        "scale", "六、量表",
        _asks("range", "pain", "疼痛程度", parameters="start=0 end=10 step=1"),
        _asks("range", "share", "自付比例", "vertical no-ticks", parameters="start=0 end=1 step=0.05"),
        appearance="field-list",
    ),
    *_rows(
        "member", "七、家庭成员",
        _asks("text", "mname", "姓名", required="yes"),
        _asks("integer", "mage", "年龄"),
        _asks("select_one yn", "mhome", "在家"),
        _asks("decimal", "mearn", "月收入"),
        appearance="table",
    ),
    *_rows(
        "child", "八、子女",
        _asks("text", "cname", "姓名"),
        _asks("select_one yn", "cnear", "是否同住"),
        _asks("text", "cwork", "做什么", "multiline"),
    ),
    *_group(
        "seen", "九、照片和签名",
        _asks("image", "photo", "住房照片"),
        _asks("image", "drawn", "画一下位置", "draw"),
        _asks("image", "signed", "本人签名", "signature"),
        _asks("audio", "spoken", "录音"),
        _asks("file", "paper", "其他材料"),
        appearance="field-list",
    ),
    *_group(
        "odd", "十、没有见过的样式",
        _asks("text", "scan", "扫描", "ex:org.scan(x=1)"),
        _asks("select_one needs", "map", "图上选", "image-map"),
        _asks("select_multiple needs", "wheel", "转盘", "picker wheel"),
        _asks("date", "moon", "农历日期", "coptic"),
        _asks("integer", "steps", "计数", "counter"),
        appearance="field-list",
    ),
]  # fmt: skip


@cache
def every_appearance() -> FormDefinition:
    """The form, converted as the county's side does."""
    from pyxform.xls2xform import convert  # pyright: ignore[reportUnknownVariableType]

    choices = [
        {"list_name": name, "name": f"{name}{number}", "label": label}
        for name, labels in LISTS.items()
        for number, label in enumerate(labels, 1)
    ]
    workbook: dict[str, Any] = {
        "survey": SURVEY,
        "choices": choices,
        "settings": [{"form_id": "every", "form_title": "各种题型", "version": "1"}],
    }
    return load_form(str(convert(workbook, validate=False, form_name="data").xform).encode())
