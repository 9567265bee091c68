"""The look: sizes that follow the text, contrast, icons, help, Chinese words, the start."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QLocale
from PySide6.QtGui import QColor, QFont, QFontInfo
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app import resources
from app.ui.application import FAMILY, prepare_environment
from app.ui.help import answer, read_help, shipped_help
from app.ui.icons import icon, picture
from app.ui.pages import RAIL
from app.ui.theme import Colour, Look, Theme, look_from, written
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.texts import label
from tests.ui.hands import on_screen

ICONS = resources.names("icons", suffix=".svg")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("look", [Look(12), Look(15), Look(18), Look(12, 125), Look(18, 150)])
def test_text_and_targets_grow_together_while_the_window_is_open(
    qtbot: QtBot, theme: Theme, look: Look
):
    window = QWidget()
    column = QVBoxLayout(window)
    button, text = primary("提交审核", icon_name="check"), label("正文")
    column.addWidget(button)
    column.addWidget(text)
    on_screen(qtbot, window)
    theme.show_as(look)
    assert QFontInfo(text.font()).pointSizeF() == pytest.approx(look.points, abs=0.4)
    assert button.height() >= QFontInfo(text.font()).pixelSize() * 2.5
    assert button.iconSize().height() >= QFontInfo(text.font()).pixelSize()
    if look == Look(18):
        assert button.height() >= 60  # 适老化: 60 dp in the large version


def test_zoom_has_three_steps_and_stops_at_both_ends():
    assert [Look(12, 100).zoomed(step).zoom for step in (-1, 1, 2, 9)] == [100, 125, 150, 150]


@pytest.mark.parametrize("text", ["", "12", "12@110", "13@100", "@", "huge@100", "12@100@1"])
def test_a_damaged_setting_gives_the_usual_look(text: str):
    assert look_from(text) == Look()


def test_a_look_is_written_and_read_back():
    assert {
        look_from(written(Look(points, zoom))) for points in (12, 15) for zoom in (100, 125)
    } == {
        Look(12, 100),
        Look(12, 125),
        Look(15, 100),
        Look(15, 125),
    }


def contrast(text: str, ground: str) -> float:
    """WCAG's ratio of two colours."""

    def light(name: str) -> float:
        colour = QColor(name)
        channels = colour.redF(), colour.greenF(), colour.blueF()
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    brighter, darker = sorted((light(text), light(ground)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((tone, Colour.SURFACE) for tone in ("TEXT", "MUTED", "ERROR", "WARN", "OK", "INFO")),
        *((tone, Colour.RAIL) for tone in ("TEXT", "MUTED", "OK", "PRIMARY")),
        ("TEXT", Colour.SELECTION),
        ("ON_PRIMARY", Colour.PRIMARY),
        ("TEXT", Colour.ERROR_GROUND),
        ("ERROR", Colour.ERROR_GROUND),
        ("WARN", Colour.WARN_GROUND),
    ],
)
def test_text_can_be_read_on_its_ground(text: str, ground: str):
    assert contrast(getattr(Colour, text), ground) >= 4.5


def test_an_edge_can_be_seen():
    assert contrast(Colour.EDGE, Colour.SURFACE) >= 3


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_drawn_in_one_style(name: str, theme: Theme):
    text = resources.path("icons", name).read_text("utf-8")
    drawing = ET.fromstring(text)
    assert drawing.tag == f"{SVG}svg"
    assert drawing.get("viewBox") == "0 0 24 24"
    is_styles_own = name.startswith("style-")  # the style sheet cannot colour what it draws
    assert ("currentColor" in text) is not is_styles_own
    assert drawing.get("stroke-width") == ("2.5" if is_styles_own else "1.75")
    image = picture(name.removesuffix(".svg"), 24, 1.0, Colour.ERROR).toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(24)
        for y in range(24)
        if image.pixelColor(x, y).alpha()
    ]
    assert inked


def test_an_icon_takes_the_colour_it_is_asked_for(theme: Theme):
    plain = icon("offline", Colour.OK).pixmap(24, 24).toImage().pixelColor(12, 12)
    assert plain.name() == Colour.OK


def test_icons_named_in_the_code_exist():
    code = "".join(
        path.read_text("utf-8") for path in Path(__file__).parents[2].glob("app/ui/**/*.py")
    )
    named = set(re.findall(r'icon_name="([\w-]+)"', code))
    named |= set(re.findall(r'\bicon\("([\w-]+)"', code)) | {row.icon for row in RAIL}
    assert {f"{name}.svg" for name in named} <= set(ICONS)


def test_the_style_sheet_uses_only_tokens_there_are(theme: Theme):
    sheet = theme.parent().property("styleSheet")
    assert "$" not in sheet
    for path in re.findall(r'url\("(.+?)"\)', sheet):
        assert Path(path).is_file()


def test_qt_speaks_chinese(theme: Theme):
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    day = QLocale().toString(QDate(2026, 11, 23), QLocale.FormatType.LongFormat)
    assert day == "2026年11月23日星期一"


def test_names_with_rare_characters_have_a_font(theme: Theme):
    from PySide6.QtGui import QRawFont

    raw = QRawFont.fromFont(QFont("HanaMinB"))
    assert [raw.supportsCharacter(one) for one in (0x2C2B6, 0x2CBBF)] == [True, True]
    assert QFontInfo(QFont(FAMILY)).family() == FAMILY


def test_a_button_shows_its_shortcut(theme: Theme, qtbot: QtBot):
    button = Button("打印", shortcut="Ctrl+P")
    qtbot.addWidget(button)
    assert button.text() == "打印 (Ctrl+P)"


# -- help ---------------------------------------------------------------------------------------


def test_every_page_has_help_and_every_text_says_something():
    texts = shipped_help()
    assert {f"page.{row.key}" for row in RAIL} <= set(texts)
    assert [text.key for text in texts.values() if len(text.text) < 8] == []


def test_help_for_a_part_without_its_own_is_that_of_the_whole():
    texts = read_help(["## general 怎么用\n\n按F1。\n\n## person 人员情况\n\n每人一份。\n"])
    assert answer(texts, "person.id_no").title == "人员情况"
    assert answer(texts, "nothing.at.all").text == "按F1。"


def test_help_for_fields_names_fields_there_are():
    from app.models.base import notes
    from app.models.registry import RECORDS

    fields = {f"{noun}.{name}" for noun, record in RECORDS.items() for name in notes(record)}
    own = {"page", "first_run", "general"}
    keys = {key for key in shipped_help() if "." in key and key.split(".")[0] not in own}
    assert keys - fields == set()


# -- the start ----------------------------------------------------------------------------------


def test_typing_chinese_goes_through_fcitx5s_portal_where_fcitx_is_chosen():
    for chosen in ({"QT_IM_MODULE": "fcitx"}, {"XMODIFIERS": "@im=fcitx"}):
        environment = dict(chosen)
        prepare_environment(environment, "linux")
        assert environment["QT_IM_MODULE"] == "ibus"
        assert environment["IBUS_USE_PORTAL"] == "1"
    for other in ({"QT_IM_MODULE": "ibus"}, {}, {"XMODIFIERS": "@im=ibus"}):
        environment = dict(other)
        prepare_environment(environment, "linux")
        assert environment == other
    environment = {"QT_IM_MODULE": "fcitx"}
    prepare_environment(environment, "win32")
    assert environment == {"QT_IM_MODULE": "fcitx"}


SLOW = "sqlalchemy alembic reportlab openpyxl cryptography pypinyin yaml csv msgspec pyhanko aiohttp".split()


def imported_by(*modules: str) -> set[str]:
    """The top-level modules a fresh interpreter has after importing these."""
    code = f"import sys, {', '.join(modules)}; print(*sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_the_first_paint_waits_for_nothing_slow():
    loaded = imported_by("app.ui.application", "app.ui.curtain")
    assert loaded & set(SLOW) == set()
    assert {name for name in loaded if name.startswith("app.")} == {
        "app.resources",
        "app.ui",
        "app.ui.application",
        "app.ui.curtain",
    }


def test_the_whole_shell_is_there_without_the_database():
    loaded = imported_by(
        "app.ui.unlock.unlock_window", "app.ui.unlock.first_run", "app.ui.main_window"
    )
    assert loaded & set(SLOW) == set()
