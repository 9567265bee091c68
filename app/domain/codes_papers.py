"""Code lists of the register of papers and certificates."""

from __future__ import annotations

from typing import Final

from app.domain.codes import CodeList

PAPER_STATE = CodeList(
    "PAPER_STATE",
    "文书状态",
    "本系统",
    {
        "1": "有效",
        "2": "待收回",
        "3": "已收回",
        "4": "已作废",
        "5": "遗失",
    },
)

SEAL_KIND = CodeList(
    "SEAL_KIND",
    "印章",
    "本系统",
    {"1": "镇街公章", "2": "民政办章", "3": "救助专用章"},
)

IN_FORCE: Final = "1"
TO_RECALL: Final = "2"
RECALLED: Final = "3"
VOID: Final = "4"
LOST: Final = "5"
GONE: Final = frozenset((TO_RECALL, RECALLED, VOID, LOST))
"""States of a paper that holds no longer."""
