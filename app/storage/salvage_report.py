"""What a salvage saved and what it could not, in numbers and in words for the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.models.registry import RECORDS
from app.storage.backup import Backup


@dataclass
class SalvageReport:
    """What was saved. ``lost``: records known to have been there that are not any more.

    ``uncertain``: changes saved after the backup that cannot be read, of which some may be of
    records that cannot be read either: those stand as they were in the backup.
    """

    set_aside: Path
    backup: Backup | None
    read: dict[str, int] = field(default_factory=dict[str, int])
    from_backup: dict[str, int] = field(default_factory=dict[str, int])
    from_operations: int = 0
    waiting: int = 0
    drafts: int = 0
    lost: dict[str, int] = field(default_factory=dict[str, int])
    uncertain: int = 0
    is_readable: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether everything that is known to have been there is there, as it was last saved."""
        return self.is_readable and not self.lost and not self.uncertain

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened and what was saved, for people."""
        found = [
            "数据文件损坏了，已经重新整理出一份完好的数据。",
            _named("从损坏的文件里直接读出", self.read) or "损坏的文件里没有能读出的记录。",
            self._ground(),
        ]
        if self.from_operations:
            found.append(f"备份以后的{self.from_operations}处改动已按操作记录补上。")
        found.append(f"待上传的改动{self.waiting}条、草稿{self.drafts}份都在。")
        if self.lost:
            found.append(f"{_named('没能找回', self.lost)}请对照纸质材料补录。")
        if not self.is_readable:
            found.append("损坏的文件完全读不出来，备份以后保存的内容没能找回，请对照纸质材料补录。")
        if self.uncertain:
            found.append(f"备份以后另有{self.uncertain}处改动读不出来，请核对最近改过的内容。")
        found.append(f"损坏的文件没有删除，保存在“{self.set_aside.name}”文件夹里。请尽快联网同步。")
        return tuple(found)

    def _ground(self) -> str:
        if self.backup is None:
            return "没有可用的备份。"
        day = self.backup.made_at
        restored = _named("取回", self.from_backup) or "没有需要取回的记录。"
        return f"从{day.year}年{day.month}月{day.day}日{day:%H:%M}的备份里{restored}"


def _named(verb: str, numbers: Mapping[str, int]) -> str:
    parts = [f"{RECORDS[noun].title}{number}条" for noun, number in numbers.items() if number]
    return f"{verb}{'、'.join(parts)}。" if parts else ""
