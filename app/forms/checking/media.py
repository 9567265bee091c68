"""Pictures and sounds that a workbook names beside labels and choices: whether each can go along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.forms.checking.authored import Authored
from app.forms.checking.problems import WARNING, Problem, Spot
from app.forms.media import MOST_FILES, MOST_TOGETHER, fault, file_name

_SEEN: Final = frozenset({"image", "big-image"})
_HEARD: Final = "audio"
_VIDEO: Final = "video"


@dataclass(frozen=True)
class Named:
    """A cell that names a file: ``kind`` is image, big-image, audio or video."""

    kind: str
    name: str
    spot: Spot


def named_files(authored: Authored) -> Iterator[Named]:
    """Every cell that names a picture, a sound or a video."""
    for row in (*authored.survey, *authored.choices):
        for column, cell in row.cells.items():
            kind = column.removeprefix("media::").partition("::")[0]
            if kind in (*_SEEN, _HEARD, _VIDEO) and cell.text != "-":
                yield Named(kind, file_name(cell.text), row.spot(column))


def media_problems(authored: Authored, contents: Mapping[str, bytes]) -> Iterator[Problem]:
    """What is wrong with them. ``contents``: the files that lie beside the workbook."""
    cells = list(named_files(authored))
    for one in cells:
        yield from _problems(one, contents)
    together = sum(map(len, contents.values()))
    if together > MOST_TOGETHER or len(contents) > MOST_FILES:
        sentence = (
            f"图片和声音有{len(contents)}个、共{together / 1048576:.1f}MB，"
            f"最多{MOST_FILES}个、{MOST_TOGETHER >> 20}MB。请去掉一些，或缩小图片。"
        )
        yield Problem("media_too_much", sentence, Spot(cells[0].spot.sheet) if cells else Spot())


def _problems(one: Named, contents: Mapping[str, bytes]) -> Iterator[Problem]:
    if one.kind == _VIDEO:
        sentence = "视频不随表单发布，这里也不播放。请把意思写进文字，这一格可以留给别的程序用。"
        yield Problem("media_unseen", sentence, one.spot, WARNING)
        return
    if "${" in one.name:
        sentence = "图片和声音的文件名不能由答案拼成。请写一个固定的文件名。"
        yield Problem("media_computed", sentence, one.spot)
    elif one.name not in contents:
        what = "声音" if one.kind == _HEARD else "图片"
        sentence = f"没有找到{what}“{one.name[:60]}”。请把它和工作簿放在同一个文件夹里。"
        yield Problem("media_missing", sentence, one.spot)
    elif found := fault(one.name, contents[one.name]):
        yield Problem("media_unfit", found, one.spot)
    elif one.kind == _HEARD:
        sentence = "声音随表单发布和导出，但入户通里不播放。请把意思也写进文字。"
        yield Problem("media_unheard", sentence, one.spot, WARNING)
