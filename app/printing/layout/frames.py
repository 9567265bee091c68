"""What stands around the rows of every page: number, title, watermark, footer with the QR code."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.layout.flow import Frame
from app.printing.layout.pages import Pages
from app.printing.layout.stencils import make_code
from app.printing.layout.text import Align, Text
from app.printing.layout.trace import Box
from app.printing.qr_seal import dark_runs, is_signed_text
from app.printing.style import (
    BLANK_FOOTER_HEIGHT,
    CAPTION,
    CODE_SIZE,
    FOOTER_GAP,
    FOOTER_HEIGHT,
    HEADER_TOP,
    MARGIN,
    MM,
    PAD,
    RUNNING,
    SIDE,
    SIGNED_CODE_SIZE,
    SMALL,
    TITLE,
    WATERMARK,
)


@dataclass(frozen=True)
class Surround:
    """The words around a paper. ``below_title``: at the left and the right under the title.

    ``code``: what the QR code says, empty on a blank form; ``version``: of the template;
    ``standing``: 未经县局确认.
    """

    title: str
    number: str
    below_title: tuple[tuple[str, str], tuple[str, str]]
    version: str
    digest: str = ""
    code: str = ""
    watermarks: tuple[str, ...] = ()
    standing: str = ""

    @property
    def footer_height(self) -> float:
        """From the foot of the page to the top of the footer."""
        return FOOTER_HEIGHT if self.code else BLANK_FOOTER_HEIGHT

    @property
    def code_size(self) -> float:
        """A signed code says more and is larger."""
        return SIGNED_CODE_SIZE if is_signed_text(self.code) else CODE_SIZE


def open_frame(pages: Pages, surround: Surround) -> Frame:
    """Draw the title, and give where the rows may stand."""
    left, right = MARGIN, pages.width - MARGIN
    title = Text(surround.title, "标题", TITLE, Align.CENTRE).fit(pages.fonts, right - left)
    top = MARGIN - 2 * MM
    title.draw(pages, Box(left, top, right, top + title.height))
    top += title.height + MM
    halves = [
        Text(text, name, CAPTION, align, 2).fit(pages.fonts, (right - left) / 2)
        for (name, text), align in zip(surround.below_title, (Align.LEFT, Align.RIGHT), strict=True)
    ]
    height = max(half.height for half in halves)
    middle = (left + right) / 2
    halves[0].draw(pages, Box(left - SIDE, top, middle, top + height))
    halves[1].draw(pages, Box(middle, top, right + SIDE, top + height))
    bottom = pages.height - surround.footer_height - FOOTER_GAP
    return Frame(left, right, top + height + MM / 2, MARGIN, bottom)


def surround_pages(pages: Pages, surround: Surround, first: int) -> None:
    """Draw what stands around the pages of one paper, from page ``first`` of the file to its end."""
    code = make_code(*dark_runs(surround.code)) if surround.code else None
    count = pages.count - first + 1
    for page in range(1, count + 1):
        pages.go_to(first + page - 1)
        _watermark(pages, surround.watermarks)
        _header(pages, surround, is_first=page == 1)
        _footer(pages, surround, page, count)
        if code:
            left, top = MARGIN, pages.height - FOOTER_HEIGHT + FOOTER_GAP / 2
            size = surround.code_size
            pages.code(code, Box(left, top, left + size, top + size))


def _header(pages: Pages, surround: Surround, *, is_first: bool) -> None:
    left, right = MARGIN - SIDE, pages.width - MARGIN + SIDE
    middle = left + (right - left) * 0.6
    if not is_first:
        title = Text(f"{surround.title}（续）", "标题", RUNNING).fit(pages.fonts, middle - left)
        title.draw(pages, Box(left, HEADER_TOP, middle, HEADER_TOP + title.height))
    number = Text(f"编号：{surround.number or '　' * 12}", "编号", RUNNING, Align.RIGHT)
    fitted = number.fit(pages.fonts, right - middle)
    fitted.draw(pages, Box(middle, HEADER_TOP, right, HEADER_TOP + fitted.height))


def _footer(pages: Pages, surround: Surround, page: int, count: int) -> None:
    top = pages.height - surround.footer_height
    wide = pages.width - 2 * MARGIN
    middle = Box(MARGIN + wide * 0.35, top, MARGIN + wide * 0.65, top + RUNNING.leading + 2 * PAD)
    place = Text(f"第 {page} 页　共 {count} 页", "页码", RUNNING, Align.CENTRE)
    place.fit(pages.fonts, middle.width).draw(pages, middle)
    lines = [f"表样：{surround.version}"]
    if surround.digest:
        lines.append(f"校验：{surround.digest[:12]}")
    if surround.standing:
        lines.append(f"底稿：{surround.standing}")
    left = MARGIN + (surround.code_size + 1.5 * MM if surround.code else -SIDE)
    for line in lines:
        text = Text(line, "页脚", SMALL).fit(pages.fonts, middle.left - left)
        text.draw(pages, Box(left, top, middle.left, top + text.height))
        top += text.height


def _watermark(pages: Pages, words: tuple[str, ...]) -> None:
    wide = pages.width * 0.86
    for place, word in enumerate(words):
        fits = wide / pages.fonts.width(word, WATERMARK) * WATERMARK.size
        type_ = WATERMARK.at(min(fits, 80 if len(word) < 5 else 44))
        lift = (len(words) - 1 - 2 * place) * pages.height * 0.15
        pages.write_across(word, type_, degrees=35, lift=lift)
