"""What stands around the rows of every page: number, title, watermark, footer with the QR code."""

from __future__ import annotations

from dataclasses import dataclass

from app.printing.layout.flow import Frame
from app.printing.layout.pages import Pages
from app.printing.layout.setting import FORM, Setting
from app.printing.layout.stencils import make_code
from app.printing.layout.text import Align, Text
from app.printing.layout.trace import Box
from app.printing.qr_seal import dark_runs, is_signed_text
from app.printing.style import MM, PAD, SIDE, WATERMARK


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
    setting: Setting = FORM

    @property
    def footer_height(self) -> float:
        """From the foot of the page to the top of the footer."""
        return self.setting.footer_height(has_code=bool(self.code))

    @property
    def code_size(self) -> float:
        """Of the code's side."""
        return self.setting.code_size(is_signed=is_signed_text(self.code))


def open_frame(pages: Pages, surround: Surround) -> Frame:
    """Draw the title and what stands under it, and give where the rows may stand."""
    setting = surround.setting
    left, right = setting.margin, pages.width - setting.margin
    title = Text(surround.title, "标题", setting.title, Align.CENTRE).fit(pages.fonts, right - left)
    top = setting.title_top
    title.draw(pages, Box(left, top, right, top + title.height))
    top += title.height
    bottom = pages.height - surround.footer_height - setting.gap
    if setting.has_code_at_head:
        top = _stacked(pages, surround, Box(left, top, right, top + surround.code_size))
    else:
        top = _beside(pages, surround, Box(left - SIDE, top + MM, right + SIDE, bottom))
    return Frame(left, right, top + MM / 2, setting.next_top, bottom)


def _beside(pages: Pages, surround: Surround, box: Box) -> float:
    """Office and day on one line; gives where that ends."""
    half = (box.width - 2 * SIDE) / 2
    halves = [
        Text(pages.filled(text), name, surround.setting.below, align, 2).fit(pages.fonts, half)
        for (name, text), align in zip(surround.below_title, (Align.LEFT, Align.RIGHT), strict=True)
    ]
    low = box.top + max(each.height for each in halves)
    middle = box.left + SIDE + half
    halves[0].draw(pages, Box(box.left, box.top, middle, low))
    halves[1].draw(pages, Box(middle, box.top, box.right, low))
    return low


def _stacked(pages: Pages, surround: Surround, box: Box) -> float:
    """The code's place at the left, office, day and version beside it; gives where they end."""
    setting = surround.setting
    left = box.left + (surround.code_size + MM if surround.code else -SIDE)
    lines = [*((name, text, setting.below) for name, text in surround.below_title)]
    lines += [("页脚", text, setting.small) for text in _foot_lines(surround)]
    top = box.top
    for name, text, type_ in lines:
        fitted = Text(pages.filled(text), name, type_, lines=2, smallest=type_.size - 1).fit(
            pages.fonts, box.right + SIDE - left
        )
        fitted.draw(pages, Box(left, top, box.right + SIDE, top + fitted.height))
        top += fitted.height
    return max(top, box.bottom if surround.code else top)


def surround_pages(pages: Pages, surround: Surround, first: int) -> None:
    """Draw what stands around the pages of one paper, from page ``first`` of the file to its end."""
    code = make_code(*dark_runs(surround.code)) if surround.code else None
    count = pages.count - first + 1
    for page in range(1, count + 1):
        pages.go_to(first + page - 1)
        _watermark(pages, surround.watermarks)
        _header(pages, surround, is_first=page == 1)
        _footer(pages, surround, page, count)
        if code and (page == 1 or not surround.setting.has_code_at_head):
            pages.code(code, _code_place(pages, surround))


def _code_place(pages: Pages, surround: Surround) -> Box:
    setting, size = surround.setting, surround.code_size
    left, top = setting.margin, pages.height - setting.footer + setting.gap / 2
    if setting.has_code_at_head:
        title = Text(surround.title, "标题", setting.title, Align.CENTRE)
        wide = pages.width - 2 * setting.margin
        top = setting.title_top + title.fit(pages.fonts, wide).height
    return Box(left, top, left + size, top + size)


def _header(pages: Pages, surround: Surround, *, is_first: bool) -> None:
    setting = surround.setting
    left, right = setting.margin - SIDE, pages.width - setting.margin + SIDE
    middle = left + (right - left) * (0.6 if not setting.has_code_at_head else 0.4)
    top, type_ = setting.header_top, setting.running
    if not is_first:
        more = "" if setting.has_code_at_head else "（续）"
        title = Text(f"{surround.title}{more}", "标题", type_).fit(pages.fonts, middle - left)
        title.draw(pages, Box(left, top, middle, top + title.height))
    said = pages.filled(f"编号：{surround.number or '　' * 12}")
    fitted = Text(said, "编号", type_, Align.RIGHT).fit(pages.fonts, right - middle)
    fitted.draw(pages, Box(middle, top, right, top + fitted.height))


def _footer(pages: Pages, surround: Surround, page: int, count: int) -> None:
    setting = surround.setting
    top = pages.height - surround.footer_height
    wide = pages.width - 2 * setting.margin
    share = 0.35 if not setting.has_code_at_head else 0.3
    middle = Box(
        setting.margin + wide * share,
        top,
        setting.margin + wide * (1 - share),
        top + setting.running.leading + 2 * PAD,
    )
    place = Text(f"第 {page} 页　共 {count} 页", "页码", setting.running, Align.CENTRE)
    place.fit(pages.fonts, middle.width).draw(pages, middle)
    lines = [surround.version.split()[0]] if setting.has_code_at_head else _foot_lines(surround)
    is_beside = surround.code and not setting.has_code_at_head
    left = setting.margin + (surround.code_size + 1.5 * MM if is_beside else -SIDE)
    for line in lines:
        text = Text(line, "页脚", setting.small).fit(pages.fonts, middle.left - left)
        text.draw(pages, Box(left, top, middle.left, top + text.height))
        top += text.height


def _foot_lines(surround: Surround) -> list[str]:
    """Which template it is, what vouches for it, and whether the county has it."""
    lines = [f"表样：{surround.version}"]
    if surround.digest:
        lines.append(f"校验：{surround.digest[:12]}")
    if surround.standing:
        lines.append(f"底稿：{surround.standing}")
    return lines


def _watermark(pages: Pages, words: tuple[str, ...]) -> None:
    wide = pages.width * 0.86
    for place, word in enumerate(words):
        fits = wide / pages.fonts.width(word, WATERMARK) * WATERMARK.size
        type_ = WATERMARK.at(min(fits, 80 if len(word) < 5 else 44))
        lift = (len(words) - 1 - 2 * place) * pages.height * 0.15
        pages.write_across(word, type_, degrees=35, lift=lift)
