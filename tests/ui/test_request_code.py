"""K10: the request of a recovery as a code on the screen, for whoever has a scanner."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.password_words import live_rules
from app.printing.qr_seal import runs_of
from app.ui.theme import Look, Theme
from app.ui.unlock.recovery_sheet import RecoverySheet
from app.ui.unlock.request_code import QUIET, CodePicture, RequestCode
from tests.ui import pictures
from tests.ui.hands import on_screen

TEXT = "RUHUR1:" + "aZ9_-kQ" * 78
"""As long as a request is."""


def dark(picture: CodePicture, size: int) -> set[tuple[int, int]]:
    """The modules that are black on the screen."""
    shot = picture.grab().toImage()
    module = min(picture.width(), picture.height()) // (size + 2 * QUIET)
    left, top = (
        (side - (size + 2 * QUIET) * module) // 2 for side in (picture.width(), picture.height())
    )
    ratio = shot.devicePixelRatio()

    def is_dark(row: int, column: int) -> bool:
        x = left + (column + QUIET) * module + module // 2
        y = top + (row + QUIET) * module + module // 2
        return QColor(shot.pixel(int(x * ratio), int(y * ratio))).value() < 128

    around = range(-QUIET, size + QUIET)
    return {(row, column) for row in around for column in around if is_dark(row, column)}


@pytest.mark.parametrize("look", [Look(), Look(18, 150)])
def test_the_request_is_shown_as_it_is_read_at_any_size(theme: Theme, qtbot: QtBot, look: Look):
    theme.show_as(look)
    sheet = RecoverySheet(live_rules(), has_line=True)
    on_screen(qtbot, sheet)
    size, runs = runs_of(TEXT)
    sheet.show_waiting("ABCD-EFGH-2345", (size, runs))
    pictures.take(sheet, f"recovery-waiting-{look.zoom}")
    scan = next(one for one in sheet.findChildren(QPushButton) if one.text() == "二维码")
    scan.setFocus()
    QTest.keyClick(scan, Qt.Key.Key_Space)
    dialog = sheet.findChild(RequestCode)
    assert dialog is not None
    qtbot.waitExposed(dialog)
    wide, high = pictures.SMALL_LAPTOP
    assert (dialog.width() <= wide, dialog.height() <= high) == (True, True)
    expected = {(row, first + step) for row, first, long in runs for step in range(long)}
    assert dark(dialog.picture, size) == expected
    if where := pictures.folder():
        dialog.grab().save(str(where / f"request-code-{look.zoom}.png"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
