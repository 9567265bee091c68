"""E-07 as a mail merge leaves it in an office suite: a flat ODT, each record a set of pages.

The words are those of ``approval_told``, the layout that of ``approval.typ``: a table of blocks
with tables in them, captions and values in cells with lines, signatures as pictures, the circle for
the stamp; watermark, number, code and page number on a page style of the record's own, as Writer
makes one for each record whose header has fields. Source: OASIS OpenDocument 1.3, part 3.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from bench.approval_told import PICTURE

Record = dict[str, Any]
_LABEL: Final = 16.0
_INNER: Final = 154.0
"""Millimetres: of 170 between the margins."""
_GLYPH: Final = 3.75
_MEMBERS: Final = (2.5, 1.8, 0.9, 3.6, 1.6, 1.8, 2, 1)
_CALCULATION: Final = (4, 4.7, 2.4, 4.4)
_SPACES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {
        "office": "office", "text": "text", "table": "table", "style": "style",
        "fo": "xsl-fo-compatible", "draw": "drawing", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
_FONT: Final = 'fo:font-family="Noto Serif SC" style:font-family-asian="Noto Serif SC"'


def flat_odt(records: Sequence[Record], folder: Path) -> str:
    """One document; the signature is read in ``folder``, as the program put it there."""
    merge = _Merge(_encoded((folder / PICTURE).read_bytes()))
    body = "".join(merge.paper(place, record) for place, record in enumerate(records))
    masters = "".join(merge.master(place, record) for place, record in enumerate(records))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:styles>{_DEFAULTS}</office:styles>"
        f"<office:automatic-styles>{_styles(len(records))}{merge.widths()}"
        "</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


class _Merge:
    """What one document gathers while it is written: widths of tables and columns."""

    def __init__(self, signature: str) -> None:
        self._signature = signature
        self._widths: dict[str, str] = {}

    def widths(self) -> str:
        """The styles that the tables ask for, each once."""
        return "".join(self._widths.values())

    def master(self, place: int, r: Record) -> str:
        """A record's page style: number and watermark above, code and page number below."""
        code = _image(_encoded(r["code"].encode()), 20, 20)
        proof = f"{_p('表样：' + r['version'], 'Small')}{_p('校验：' + r['digest'], 'Small')}"
        page = '<text:p text:style-name="Page">第 <text:page-number/> 页</text:p>'
        foot = self._table((22, 74, 74), [(f"<text:p>{code}</text:p>", proof, page)], "Bare")
        mark = (
            '<draw:custom-shape text:anchor-type="paragraph" draw:style-name="Mark" draw:z-index="0"'
            ' svg:width="170mm" svg:height="14mm" draw:transform="rotate (0.61) translate '
            f'(15mm 165mm)"><text:p>{escape(r["watermark"])}</text:p><draw:enhanced-geometry '
            'svg:viewBox="0 0 21600 21600" draw:text-path="true" draw:type="fontwork-plain-text" '
            'draw:enhanced-path="M 0 0 L 21600 0 N M 0 21600 L 21600 21600 N"/>'
            "</draw:custom-shape>"
        )
        head = f'<text:p text:style-name="Number">{mark}编号：{escape(r["number"])}</text:p>'
        return (
            f'<style:master-page style:name="M{place}" style:page-layout-name="Sheet">'
            f"<style:header>{head}</style:header><style:footer>{foot}</style:footer>"
            "</style:master-page>"
        )

    def paper(self, place: int, r: Record) -> str:
        """A record's pages, from its title to its remarks."""
        half = (85.0, 85.0)
        above = [(_p("填报单位：" + r["office"]), _p("填表日期：" + r["day"], "Right"))]
        calculation = self._rows(_CALCULATION, r["calculation_head"], r["calculation"])
        return "".join((
            f'<text:p text:style-name="Title{place}">{escape(r["title"])}</text:p>',
            self._table(half, above, "Bare"),
            self._block("申请家庭", *map(self._named, r["family"])),
            self._block("家庭成员", self._rows(_MEMBERS, r["members_head"], r["members"])),
            self._block("收入核算", calculation, self._named(r["income"])),
            self._block("财产状况", _p(r["assets"], "Said")),
            self._block("信息核对", *map(self._named, r["check"])),
            self._block("入户调查意见", _p(r["survey"], "Said"), self._signed(r["surveyors"]),
                        _p(r["survey_day"], "Right")),
            self._block("村（居）委会意见", self._opinion(r, "village")),
            self._block("公示情况", *map(self._named, r["notice"])),
            self._block("乡镇（街道）审核意见", *map(self._named, r["benefit"]), self._opinion(r, "township")),
            self._block("县级民政部门审核确认意见", self._opinion(r, "county")),
            self._block("备注", _p(r["remarks"], "Said")),
        ))  # fmt: skip

    def _block(self, label: str, *parts: str) -> str:
        return self._table((_LABEL, _INNER), [(_p(label, "Label"), "".join(parts))], "Block")

    def _named(self, cells: Sequence[str]) -> str:
        """Captions as wide as their words, the values share what is left."""
        captions = [len(said) * _GLYPH + 3 for said in cells[::2]]
        value = (_INNER - sum(captions)) / (len(cells) // 2)
        widths = [width for caption in captions for width in (caption, value)]
        return self._table(widths[: len(cells)], [[_p(said) for said in cells]])

    def _rows(self, parts: Sequence[float], head: list[str], rows: list[list[str]]) -> str:
        widths = [_INNER * part / sum(parts) for part in parts]
        said = [[_p(each, "Head") for each in head], *([_p(each) for each in row] for row in rows)]
        return self._table(widths, said)

    def _signed(self, signers: Iterable[dict[str, Any]]) -> str:
        return "".join(map(self._signature_of, signers))

    def _signature_of(self, one: dict[str, Any]) -> str:
        mark = _image(self._signature, 24, 8) if one["picture"] else "＿" * 8
        return f'<text:p text:style-name="Said">{escape(one["role"])}（签字）：{mark}</text:p>'

    def _opinion(self, r: Record, who: str) -> str:
        said = _p(r[who], "Said") + self._signed(r[f"{who}_signers"])
        stamp = (
            '<text:p text:style-name="Middle"><draw:ellipse text:anchor-type="as-char" '
            'draw:style-name="Stamp" svg:width="38mm" svg:height="38mm">'
            f"{_p('（盖章）', 'Middle')}{_p(r[who + '_day'], 'Middle')}</draw:ellipse></text:p>"
        )
        return self._table((_INNER - 44, 44), [(said, stamp)], "Bare")

    def _table(
        self, widths: Sequence[float], rows: Sequence[Sequence[str]], cell: str = "Cell"
    ) -> str:
        """Cells are paragraphs or tables already written; widths in mm."""
        whole = self._width("table", sum(widths))
        columns = "".join(
            f'<table:table-column table:style-name="{self._width("column", width)}"/>'
            for width in widths
        )
        lines = "".join(f"<table:table-row>{_cells(row, cell)}</table:table-row>" for row in rows)
        return f'<table:table table:style-name="{whole}">{columns}{lines}</table:table>'

    def _width(self, what: str, width: float) -> str:
        name, size = f"{what}{width:.2f}", f"{width:.2f}mm"
        family, said = {
            "table": ("table", f'style:width="{size}" table:align="left" '
                               'table:border-model="collapsing"'),
            "column": ("table-column", f'style:column-width="{size}"'),
        }[what]  # fmt: skip
        self._widths[name] = (
            f'<style:style style:name="{name}" style:family="{family}">'
            f"<style:{family}-properties {said}/></style:style>"
        )
        return name


def _cells(row: Sequence[str], style: str) -> str:
    return "".join(
        f'<table:table-cell table:style-name="{style}">{each}</table:table-cell>' for each in row
    )


def _p(said: str, style: str = "Plain") -> str:
    return f'<text:p text:style-name="{style}">{escape(said)}</text:p>'


def _image(data: str, width: int, height: int) -> str:
    return (
        f'<draw:frame text:anchor-type="as-char" svg:width="{width}mm" svg:height="{height}mm">'
        f"<draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame>"
    )


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


# -- styles --------------------------------------------------------------------------------------

_DEFAULTS: Final = (
    '<draw:stroke-dash draw:name="Dots" draw:style="round" draw:dots1="1" draw:distance="1mm"/>'
    '<style:default-style style:family="paragraph"><style:text-properties '
    f'{_FONT} fo:font-size="10.5pt" style:font-size-asian="10.5pt" fo:language="zh" '
    'fo:country="CN" style:language-asian="zh" style:country-asian="CN"/></style:default-style>'
)


def _paragraph(name: str, size: float = 10.5, layout: str = "", heavy: bool = False) -> str:
    weight = ' fo:font-weight="bold" style:font-weight-asian="bold"' if heavy else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph">'
        f"<style:paragraph-properties {layout}/><style:text-properties {_FONT} "
        f'fo:font-size="{size}pt" style:font-size-asian="{size}pt"{weight}/></style:style>'
    )


def _cell(name: str, said: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'style:vertical-align="middle" {said}/></style:style>'
    )


def _graphic(name: str, said: str, text: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="graphic"><style:graphic-properties '
        f"{said}/><style:text-properties {_FONT} {text}/></style:style>"
    )


_MIDDLE: Final = 'fo:text-align="center"'
_FIXED: Final = "".join((
    _paragraph("Plain"),
    _paragraph("Head", heavy=True),
    _paragraph("Label", layout=_MIDDLE, heavy=True),
    _paragraph("Middle", layout=_MIDDLE),
    _paragraph("Right", layout='fo:text-align="end"'),
    _paragraph("Said", layout='fo:margin="1.4mm"'),
    _paragraph("Small", 7),
    _paragraph("Page", 8, _MIDDLE),
    _paragraph("Number", 8, 'fo:text-align="end"'),
    _cell("Cell", 'fo:border="0.5pt solid #000000" fo:padding="1mm"'),
    _cell("Block", 'fo:border="0.5pt solid #000000" fo:padding="0mm"'),
    _cell("Bare", 'fo:border="none" fo:padding="0mm"'),
    _graphic("Stamp", 'draw:stroke="dash" draw:stroke-dash="Dots" svg:stroke-width="0.6pt" '
             'svg:stroke-color="#808080" draw:fill="none" draw:textarea-vertical-align="middle" '
             'style:vertical-pos="top" style:vertical-rel="baseline"'),
    _graphic("Mark", 'draw:stroke="none" draw:fill="solid" draw:fill-color="#e1e1e1" '
             'draw:auto-grow-height="false" draw:auto-grow-width="false" fo:wrap-option="no-wrap" style:run-through="background" style:wrap="run-through" '
             'style:horizontal-rel="page" style:horizontal-pos="from-left" '
             'style:vertical-rel="page" style:vertical-pos="from-top"', 'fo:font-size="60pt"'),
))  # fmt: skip
_PAGE: Final = (
    '<style:page-layout style:name="Sheet"><style:page-layout-properties fo:page-width="210mm" '
    'fo:page-height="297mm" fo:margin-left="20mm" fo:margin-right="20mm" fo:margin-top="10mm" '
    'fo:margin-bottom="8mm"/><style:header-style><style:header-footer-properties '
    'fo:min-height="7mm"/></style:header-style><style:footer-style>'
    '<style:header-footer-properties fo:min-height="22mm"/></style:footer-style>'
    "</style:page-layout>"
)


def _styles(count: int) -> str:
    """A title opens its record's page style and counts its pages from one."""
    titles = "".join(
        _paragraph(f"Title{place}", 18, f'{_MIDDLE} style:page-number="1"', heavy=True).replace(
            "<style:style ", f'<style:style style:master-page-name="M{place}" ', 1
        )
        for place in range(count)
    )
    return _PAGE + _FIXED + titles
