"""How the window looks: tokens, palette, and the style sheet made from them; zoomed while it runs.

Colours and sizes are said here and nowhere else. A widget says what it is (``look``, ``tone``),
the style sheet says how that looks. Sizes follow the text: 12, 15 or 18 pt, times 100 to 150 %.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import Template
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app import resources
from app.ui.application import FAMILY

RARE_FAMILY: Final = "HanaMinB"
"""Characters above U+FFFF, as names have them."""

POINT_SIZES: Final = (12, 15, 18)
ZOOMS: Final = (100, 125, 150)


class Colour:
    """The tokens. Text on its ground has a contrast of 4.5 : 1 or more."""

    GROUND: Final = "#f4f6f9"
    SURFACE: Final = "#ffffff"
    RAIL: Final = "#e9eef6"
    RAIL_HOVER: Final = "#d6e0f0"
    PRIMARY: Final = "#1f4e8c"
    PRIMARY_DARK: Final = "#173d70"
    ON_PRIMARY: Final = "#ffffff"
    TEXT: Final = "#1f2937"
    MUTED: Final = "#566072"
    LINE: Final = "#d5dbe5"
    GRID: Final = "#e5e9f0"
    EDGE: Final = "#8793a5"
    STRIPE: Final = "#f7f9fc"
    HEADER: Final = "#eef2f7"
    SELECTION: Final = "#cfe0f7"
    ERROR: Final = "#b91c1c"
    ERROR_GROUND: Final = "#fff1f1"
    WARN: Final = "#a1470a"
    WARN_GROUND: Final = "#fff4de"
    OK: Final = "#13733a"
    OK_GROUND: Final = "#e8f6ed"
    INFO: Final = "#1d4ed8"
    INFO_GROUND: Final = "#e8f0fe"
    DISABLED: Final = "#9aa3b0"


@dataclass(frozen=True)
class Look:
    """What a person chose: text size in pt and zoom in per cent."""

    point_size: int = POINT_SIZES[0]
    zoom: int = ZOOMS[0]

    @property
    def points(self) -> float:
        """The size of body text."""
        return self.point_size * self.zoom / 100

    def zoomed(self, steps: int) -> Look:
        """One step larger or smaller, within the three there are."""
        place = ZOOMS.index(self.zoom) if self.zoom in ZOOMS else 0
        return replace(self, zoom=ZOOMS[max(0, min(place + steps, len(ZOOMS) - 1))])


def look_from(text: str) -> Look:
    """The look written by ``written``; what is not one gives the usual look."""
    point, _, zoom = text.partition("@")
    if point in map(str, POINT_SIZES) and zoom in map(str, ZOOMS):
        return Look(int(point), int(zoom))
    return Look()


def written(look: Look) -> str:
    """``look`` as a setting: ``12@100``."""
    return f"{look.point_size}@{look.zoom}"


class Theme(QObject):
    """The look of one application, changed while it runs.

    ``changed``: emitted after every widget has its new size.
    """

    changed = Signal()

    def __init__(self, application: QApplication, look: Look | None = None) -> None:
        super().__init__(application)
        self._application = application
        self._template = Template(resources.path("style", "window.qss").read_text("utf-8"))
        self._look = look or Look()
        application.setPalette(palette())
        self._apply()

    @property
    def look(self) -> Look:
        return self._look

    def show_as(self, look: Look) -> None:
        """Take on another look, at once and everywhere."""
        if look == self._look:
            return
        self._look = look
        self._apply()
        self.changed.emit()

    def zoom_in(self) -> None:
        self.show_as(self._look.zoomed(+1))

    def zoom_out(self) -> None:
        self.show_as(self._look.zoomed(-1))

    def zoom_back(self) -> None:
        self.show_as(replace(self._look, zoom=ZOOMS[0]))

    def _apply(self) -> None:
        font = QFont([FAMILY, RARE_FAMILY])
        font.setPointSizeF(self._look.points)
        self._application.setFont(font)
        self._application.setStyleSheet(self._template.substitute(tokens(self._look, font)))


def tokens(look: Look, font: QFont) -> dict[str, str]:
    """What the style sheet's ``$names`` stand for. Lengths in px, made from the text's own height.

    A button is 2.5 times the text: 40 px at 12 pt, 60 px at 18 pt.
    """
    text = QFontInfo(font).pixelSize()
    lengths = {
        "button": max(40, text * 2.5),
        "field": max(36, text * 2.25),
        "field_in_strong_edge": max(36, text * 2.25) - 2,
        "rail_item": max(46, text * 2.7),
        "radius": 6,
        "tick": max(20, text * 1.25),
        "bar": 16,
        "pad": text * 0.5,
        "wide_pad": text,
    }
    icons = resources.path("icons").as_posix()
    return (
        {name.lower(): value for name, value in vars(Colour).items() if not name.startswith("_")}
        | {name: f"{round(length)}px" for name, length in lengths.items()}
        | {
            "family": f'"{FAMILY}", "{RARE_FAMILY}"',
            "body": f"{look.points:g}pt",
            "small": f"{look.points * 0.9:g}pt",
            "heading": f"{look.points * 1.15:g}pt",
            "title": f"{look.points * 1.45:g}pt",
            "count": f"{look.points * 1.85:g}pt",
            "icons": icons,
        }
    )


def palette() -> QPalette:
    """Fusion's palette, ours; what the style sheet does not reach is drawn from it."""
    roles = {
        QPalette.ColorRole.Window: Colour.GROUND,
        QPalette.ColorRole.WindowText: Colour.TEXT,
        QPalette.ColorRole.Base: Colour.SURFACE,
        QPalette.ColorRole.AlternateBase: Colour.STRIPE,
        QPalette.ColorRole.Text: Colour.TEXT,
        QPalette.ColorRole.Button: Colour.SURFACE,
        QPalette.ColorRole.ButtonText: Colour.TEXT,
        QPalette.ColorRole.Highlight: Colour.SELECTION,
        QPalette.ColorRole.HighlightedText: Colour.TEXT,
        QPalette.ColorRole.PlaceholderText: Colour.MUTED,
        QPalette.ColorRole.ToolTipBase: Colour.SURFACE,
        QPalette.ColorRole.ToolTipText: Colour.TEXT,
        QPalette.ColorRole.Link: Colour.PRIMARY,
        QPalette.ColorRole.Accent: Colour.PRIMARY,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(Colour.DISABLED))
    return made


# -- what a widget says of itself ---------------------------------------------------------------


def looks(widget: QWidget, look: str) -> None:
    """Say what ``widget`` is: card, primary, quiet, banner … as the style sheet names it."""
    _say(widget, "look", look)


def sounds(widget: QWidget, tone: str) -> None:
    """Say how a text is meant: muted, small, heading, title, error, warn, ok, info,
    todo, or plain."""
    _say(widget, "tone", tone)


def _say(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


# -- lengths from the text ----------------------------------------------------------------------


def line_height(widget: QWidget) -> int:
    """The height of a line of ``widget``'s text, in px."""
    return round(QFontMetricsF(widget.font()).height())


def width_of(widget: QWidget, sample: str) -> int:
    """How wide ``sample`` is in ``widget``'s font, in px."""
    return round(QFontMetricsF(widget.font()).horizontalAdvance(sample))


def row_height(widget: QWidget) -> int:
    """The height of a table's row: 38 px or more."""
    return max(38, round(line_height(widget) * 1.55))
