"""What a cell can hold, and contents put together: side by side, one above another.

A content is fitted to a width, and then knows its height and draws itself into a box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.printing.fonts import Fonts
from app.printing.layout.pages import Pages
from app.printing.layout.trace import Box


class Fitted(Protocol):
    """A content that knows its width."""

    @property
    def height(self) -> float:
        """How much it needs."""
        ...

    def draw(self, pages: Pages, box: Box) -> None:
        """Draw it into ``box``, which is at least as high as it needs."""
        ...

    def split(self, height: float) -> tuple[Fitted, Fitted] | None:
        """What fits into ``height``, and the rest; None when it cannot be divided so."""
        ...


class Content(Protocol):
    """What a cell holds."""

    def fit(self, fonts: Fonts, width: float) -> Fitted:
        """Lay it out for a cell of this width."""
        ...


@dataclass(frozen=True)
class Ready:
    """What has been fitted already, to the width it will have."""

    fitted: Fitted

    def fit(self, fonts: Fonts, width: float) -> Fitted:
        del fonts, width
        return self.fitted


@dataclass(frozen=True)
class Beside:
    """Contents side by side without lines between them, each with its share of the width."""

    contents: tuple[Content, ...]
    shares: tuple[float, ...] = ()

    def fit(self, fonts: Fonts, width: float) -> FittedBeside:
        shares = self.shares or (1.0,) * len(self.contents)
        widths = [width * share / sum(shares) for share in shares]
        fitted = [one.fit(fonts, room) for one, room in zip(self.contents, widths, strict=True)]
        return FittedBeside(tuple(zip(fitted, widths, strict=True)))


@dataclass(frozen=True)
class FittedBeside:
    """Side by side."""

    parts: tuple[tuple[Fitted, float], ...]

    @property
    def height(self) -> float:
        return max(part.height for part, _ in self.parts)

    def draw(self, pages: Pages, box: Box) -> None:
        left = box.left
        for part, width in self.parts:
            part.draw(pages, Box(left, box.top, left + width, box.bottom))
            left += width

    def split(self, height: float) -> None:
        del height


@dataclass(frozen=True)
class Above:
    """Contents one above another: the last stands at the foot, the first takes what is spare."""

    contents: tuple[Content, ...]

    def fit(self, fonts: Fonts, width: float) -> FittedAbove:
        return FittedAbove(tuple(one.fit(fonts, width) for one in self.contents))


@dataclass(frozen=True)
class FittedAbove:
    """One above another."""

    parts: tuple[Fitted, ...]

    @property
    def height(self) -> float:
        return sum(part.height for part in self.parts)

    def draw(self, pages: Pages, box: Box) -> None:
        top = box.top
        spare = box.height - self.height
        for part in self.parts:
            bottom = top + part.height + spare
            part.draw(pages, Box(box.left, top, box.right, bottom))
            top, spare = bottom, 0.0

    def split(self, height: float) -> None:
        del height
