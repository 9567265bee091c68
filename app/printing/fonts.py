"""Which face shows which character: slots, the unit's own fonts, and what to do for rare ones.

Opened once and handed down; font files are mapped when first asked for. A document's state is
not kept here, so one ``Fonts`` serves any number of papers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.errors import Refused
from app.printing.lettering.face import Face
from app.printing.style import Slot, Type

BUNDLED: Final[Mapping[Slot, str]] = {
    Slot.SONG: "NotoSerifSC_400Regular.ttf",
    Slot.HEI: "NotoSansSC_700Bold.ttf",
    Slot.KAI: "LXGWWenKai-Regular.ttf",
    Slot.FANGSONG: "NotoSerifSC_400Regular.ttf",
    Slot.TITLE: "NotoSerifSC_900Black.ttf",
    Slot.RARE: "HanaMinB.ttf",
}
"""What ships; real 仿宋 and 小标宋 may not be given away, so a 宋 stands in for them."""

_COMMON: Final = "一二三四五六七八九十年月日元人民政府姓名意见盖章0123456789，。（）"
"""A unit's font without these is not a Chinese text font, whatever its name says."""

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\r]")


class Fonts:
    """The font slots. ``folder`` holds the bundled files; ``own`` are the unit's licensed ones.

    Raises ``Refused`` or ``Unreadable`` for a font of the unit that cannot be used.
    """

    def __init__(self, folder: Path, own: Mapping[Slot, Path] | None = None) -> None:
        self._faces: dict[Path, Face] = {}
        own = own or {}
        for path in own.values():
            check_own_font(self._face(path))
        bundled = {slot: folder / name for slot, name in BUNDLED.items()}
        self._letters = {slot: Lettering(self._face, _chain(slot, own, bundled)) for slot in Slot}

    @property
    def opened(self) -> list[str]:
        """The font files in use so far."""
        return [path.name for path in self._faces]

    def letters(self, slot: Slot) -> Lettering:
        """How characters of one slot are shown."""
        return self._letters[slot]

    def width(self, text: str, type_: Type) -> float:
        """How wide ``text`` stands on one line, in points."""
        return self._letters[type_.slot].width(text) * type_.size

    def _face(self, path: Path) -> Face:
        if path not in self._faces:
            self._faces[path] = Face(path)
        return self._faces[path]


class Lettering:
    """One slot: the first face of its chain that has a character shows it."""

    def __init__(self, face: Callable[[Path], Face], chain: Sequence[Path]) -> None:
        self._face = face
        self._chain = chain
        self._advances = _Advances(self._advance)
        self._elsewhere: dict[str, Face] = {}
        self.absent: set[str] = set()
        """Characters met so far that no face has."""

    def width(self, text: str) -> float:
        """Of ``text`` on one line, in ems."""
        return sum(map(self._advances.__getitem__, text))

    def runs(self, text: str) -> list[tuple[Face, str]]:
        """``text`` cut where the face changes; what nobody has stays with the first face."""
        _ = self.width(text)
        main = self._face(self._chain[0])
        if self._elsewhere.keys().isdisjoint(text):
            return [(main, text)]
        found: list[tuple[Face, str]] = []
        for character in text:
            face = self._elsewhere.get(character, main)
            if found and found[-1][0] is face:
                found[-1] = (face, found[-1][1] + character)
            else:
                found.append((face, character))
        return found

    def _advance(self, character: str) -> float:
        for path in self._chain:
            face = self._face(path)
            if glyph := face.glyph(character):
                if path is not self._chain[0]:
                    self._elsewhere[character] = face
                return face.advance(glyph) / 1000
        self.absent.add(character)
        return 1.0


class _Advances(dict[str, float]):
    """Each character's advance, looked up when first met."""

    def __init__(self, look_up: Callable[[str], float]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, character: str) -> float:
        self[character] = advance = self._look_up(character)
        return advance


def tidy(text: str) -> str:
    """Without what has no shape (zero-width marks, soft hyphens); tabs become spaces."""
    return _UNSEEN.sub("", text).replace("\t", " ") if text else text


def check_own_font(face: Face) -> None:
    """Raise ``Refused`` when a unit's font lacks what every paper uses."""
    if all(map(face.glyph, _COMMON)):
        return
    sentence = f"字体文件“{face.path.name}”缺少常用汉字，不能用来打印。请换一个中文字体。"
    raise Refused(sentence, code="font_unusable", file=face.path.name)


def _chain(slot: Slot, own: Mapping[Slot, Path], bundled: Mapping[Slot, Path]) -> list[Path]:
    """In which order faces are asked: the unit's own, its stand-in, 宋, 生僻字."""
    wanted = [
        own.get(slot),
        bundled[slot],
        bundled[Slot.SONG],
        own.get(Slot.RARE),
        bundled[Slot.RARE],
    ]
    return list(dict.fromkeys(path for path in wanted if path))
