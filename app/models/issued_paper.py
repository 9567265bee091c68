"""文书登记: which number was given to which paper, by which laptop, and whether it still holds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped

from app.domain import codes_papers
from app.models import columns as c
from app.models.base import Record


class IssuedPaper(Record):
    """One number. Every printing of it is a ``PrintLog``; ``copies`` counts all that went out.

    ``mark`` and ``serial``: the laptop's range and the place in it; ``signer``: whose signature is
    in the code; ``content_hash``: of what went out last. ``household_id`` where there is one;
    ``valid_to``, ``replaces_id``: of certificates.
    """

    __tablename__ = "issued_paper"
    noun = "issued_paper"
    title = "文书登记"

    paper: Mapped[str] = c.text("表格", 20)
    paper_title: Mapped[str | None] = c.text("名称", 100, is_derived=True)
    number: Mapped[str] = c.text("编号", 40, is_indexed=True)
    year: Mapped[int | None] = c.number("年度", is_derived=True)
    mark: Mapped[str | None] = c.text("号段", 12, is_derived=True)
    serial: Mapped[int | None] = c.number("序号", is_derived=True)
    signer: Mapped[str | None] = c.text("签发密钥", 20, is_derived=True)
    about_noun: Mapped[str | None] = c.text("记录类型", 40, group="about")
    about_id: Mapped[str | None] = c.ref("记录", "", group="about")
    household_id: Mapped[str | None] = c.ref("家庭", "household")
    day: Mapped[date | None] = c.day("日期")
    content_hash: Mapped[str | None] = c.text("内容指纹", 64, is_derived=True)
    is_draft: Mapped[bool | None] = c.flag("草稿", is_derived=True)
    copies: Mapped[int | None] = c.number("份数", "份", is_derived=True)
    issued_at: Mapped[datetime | None] = c.moment("签发时间", is_derived=True)
    printed_at: Mapped[datetime | None] = c.moment("最近打印", is_derived=True)
    valid_to: Mapped[date | None] = c.day("有效期至", is_derived=True)
    replaces_id: Mapped[str | None] = c.ref("补发前的一本", "issued_paper", is_derived=True)
    state: Mapped[str | None] = c.code(
        "状态", codes_papers.PAPER_STATE, default="1", group="state", is_derived=True
    )
    state_reason: Mapped[str | None] = c.text("原因", 200, group="state", is_derived=True)
    state_on: Mapped[date | None] = c.day("状态日期", group="state", is_derived=True)
