"""A form that a county writes from nothing, in Chinese throughout, as a spreadsheet program saves it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.unit.printing.filled_samples import a_photo

HEADER: Final = (
    "类型", "题目名", "题目", "必填", "显示条件", "校验", "校验提示", "公式", "默认值", "外观", "图片",
    "参数",
)  # fmt: skip
SURVEY: Final = (
    {"类型": "数据表", "题目名": "村干部"},
    {"类型": "开始分组", "题目名": "一", "题目": "一、基本情况"},
    {"类型": "文本", "题目名": "姓名", "题目": "户主姓名", "必填": "是"},
    {"类型": "整数", "题目名": "年龄", "题目": "年龄", "校验": ".＞＝0 and . ＜ 130",
     "校验提示": "年龄应在0到129之间"},
    {"类型": "单选 是否", "题目名": "独居", "题目": "是否独居", "必填": "是",
     "显示条件": "${年龄}＞＝60"},
    {"类型": "日期", "题目名": "上门日期", "题目": "上门日期",
     "默认值": date(2026, 3, 1)},
    {"类型": "单选 屋顶", "题目名": "屋顶", "题目": "屋顶是哪一种", "图片": "房屋.jpg"},
    {"类型": "多选 需求 或其他", "题目名": "需求", "题目": "需要什么"},
    {"类型": "范围", "题目名": "满意", "题目": "满意程度", "参数": "start=0 end=10 step=1"},
    {"类型": "排序 需求", "题目名": "先后", "题目": "先解决哪个"},
    {"类型": "签名", "题目名": "签", "题目": "本人签名", "外观": "signature"},
    {"类型": "结束分组"},
    {"类型": "开始重复", "题目名": "成员", "题目": "二、家庭成员"},
    {"类型": "文本", "题目名": "成员姓名", "题目": "姓名"},
    {"类型": "小数", "题目名": "收入", "题目": "月收入（元）"},
    {"类型": "结束重复"},
    {"类型": "计算", "题目名": "总收入", "公式": "coalesce(sum(${收入})，0)"},
    {"类型": "计算", "题目名": "干部", "公式": "pulldata('村干部'，'姓名'，'屋顶'，${屋顶})"},
    {"类型": "说明", "题目名": "告知", "题目": "总收入 ${总收入} 元，找${干部}"},
)  # fmt: skip
CHOICES: Final = (
    ("列表名", "选项值", "选项", "图片"),
    ("是否", "是", "是", None),
    ("是否", "否", "否", None),
    ("屋顶", "瓦", "瓦", "瓦.jpg"),
    ("屋顶", "铁皮", "铁皮", "铁皮.jpg"),
    ("需求", "钱", "钱", None),
    ("需求", "药", "药", None),
)


def own_form(openpyxl: Any, folder: Path) -> Path:
    """The workbook, with its pictures and its table beside it."""
    book = openpyxl.Workbook()
    survey = book.active
    survey.title = "问卷"
    survey.append(HEADER)
    for row in SURVEY:
        survey.append([row.get(column) for column in HEADER])
    choices, settings = book.create_sheet("选项"), book.create_sheet("设置")
    for row in CHOICES:
        choices.append(row)
    settings.append(["表单编号", "版本", "表单名称"])
    settings.append(["cunqing", 2026112501, "村情摸底"])
    for name in ("房屋", "瓦", "铁皮"):
        (folder / f"{name}.jpg").write_bytes(a_photo(300, 200))
    (folder / "村干部.csv").write_bytes("屋顶,姓名\r\n瓦,李大山\r\n铁皮,王小河\r\n".encode("gbk"))
    path = folder / "村情摸底.xlsx"
    book.save(path)
    return path
