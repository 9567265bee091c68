"""Code lists of the monthly payments."""

from __future__ import annotations

from app.domain.codes import CodeList

PAY_RUN_STATE = CodeList(
    "PAY_RUN_STATE",
    "名册状态",
    "本系统",
    {
        "1": "编制中",
        "2": "已确认",
    },
)

PAY_CHANGE = CodeList(
    "PAY_CHANGE",
    "变动",
    "社会救助资金发放变动表",
    {
        "0": "不变",
        "1": "新增",
        "2": "增发",
        "3": "减发",
        "4": "停发",
        "5": "补发",
        "6": "追回",
    },
)
