"""The paper that is shown: its pages as pictures, what is said of it, and its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from app.domain.months import day_text
from app.printing.notice_picture import notice_jpg
from app.printing.preview import Picture, Preview
from app.services.household_file import PaperLine
from app.services.papers import PaperOffer, RenderedPaper
from app.ui.printing.paper_list import printed
from app.ui.saving import save_bytes

POINTS: Final = 72
Sign = Callable[[bytes], bytes]
"""A PDF in, the same with a signature out."""


def save(path: Path, pdf: bytes, sign: Sign | None = None) -> None:
    """As a PDF, signed if ``sign`` is there, or where the name says so as a picture for websites."""
    if _is_picture(path):
        save_bytes(path, notice_jpg(pdf))
    else:
        save_bytes(path, sign(pdf) if sign else pdf)


def saved_as(path: Path, *, is_signed: bool) -> str:
    """What ``save`` makes of that name, in words."""
    if _is_picture(path):
        return "已存成图片"
    return "已存成PDF并签署" if is_signed else "已存成PDF"


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() == ".jpg"


def sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of each page, in points."""
    with Preview(pdf) as preview:
        return [preview.page_size(page) for page in range(preview.page_count)]


def picture(pdf: bytes, number: int, width: int) -> Picture:
    """Page ``number`` (from 0), ``width`` px wide."""
    with Preview(pdf) as preview:
        return preview.picture(number, width / preview.page_size(number)[0] * POINTS)


def is_of(paper: RenderedPaper, offer: PaperOffer) -> bool:
    """Whether ``paper`` is what ``offer`` offers."""
    return (paper.code, paper.about_id) == (offer.code, offer.record_id)


def told(paper: RenderedPaper, offer: PaperOffer, log: Sequence[PaperLine]) -> str:
    """编号 E07-…　共 2 页　草稿：还没有审核确认　出过 2 次，最近 2026年11月20日."""
    out = printed(offer, log)
    last = f"，最近 {day_text(out.last)}" if out.last else ""
    parts = (
        f"编号 {paper.number}" if paper.number else "空白表",
        f"共 {paper.pages} 页",
        "草稿：还没有审核确认" if paper.is_draft and paper.about_id else "",
        f"出过 {out.times} 次{last}" if out.times else "",
    )
    return "　".join(part for part in parts if part)
