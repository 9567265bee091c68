"""打印记录: which paper of which record was printed, when, by whom, how often (domain B.37)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from app.models import columns as c
from app.models.base import Record


class PrintLog(Record):
    """One printing or one saved PDF. ``content_hash`` is what the paper's QR carries."""

    __tablename__ = "print_log"
    noun = "print_log"
    title = "打印记录"

    paper: Mapped[str] = c.text("表格", 20)
    paper_version: Mapped[str | None] = c.text("模板版本", 20)
    about_noun: Mapped[str | None] = c.text("记录类型", 40, group="about")
    about_id: Mapped[str | None] = c.ref("记录", "", group="about")
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    number: Mapped[str | None] = c.text("编号", 40)
    content_hash: Mapped[str | None] = c.text("内容指纹", 64)
    pages: Mapped[int | None] = c.number("页数", "页")
    copies: Mapped[int | None] = c.number("份数", "份")
    printer: Mapped[str | None] = c.text("打印机", 100)
    printed_at: Mapped[datetime | None] = c.moment("打印时间")
    purpose: Mapped[str | None] = c.text("用途", 200)
