"""Code list of the tables that are kept."""

from __future__ import annotations

from app.domain.codes import CodeList

STAT_KIND = CodeList(
    "STAT_KIND",
    "报表种类",
    "本系统",
    {
        "1": "低保月报",
        "2": "流浪救助月报",
        "3": "儿童月报",
        "4": "年度监测",
    },
)
