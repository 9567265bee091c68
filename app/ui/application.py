"""Sets up Qt before the first window: input method, fonts, Fusion, Chinese dialogs, and bugs.

``prepare_environment`` runs before any other Qt call; ``make_application`` makes the one
``QApplication``. What the first window does not need is fetched by ``finish`` after its paint.
Only what the first paint needs is imported here: the namespace ``Qt`` alone takes 20 ms.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Final

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app import resources

NAME: Final = "入户通"
FAMILY: Final = "Noto Sans SC"
FIRST_FONTS: Final = ("NotoSansSC_400Regular.ttf",)
LATER_FONTS: Final = ("NotoSansSC_700Bold.ttf", "HanaMinB.ttf")


def prepare_environment(environment: MutableMapping[str, str], platform: str) -> None:
    """Make Chinese typing work with fcitx5, which the Qt of the wheels does not know.

    fcitx5 answers IBus's portal; Qt asks there only with both variables (fcitx4 does not answer
    at all and needs a plugin beside Qt). Whoever chose something else than fcitx keeps it.
    """
    chosen = environment.get("QT_IM_MODULE") or environment.get("XMODIFIERS", "")
    if platform.startswith("linux") and "fcitx" in chosen:
        environment["QT_IM_MODULE"] = "ibus"
        environment.setdefault("IBUS_USE_PORTAL", "1")


def make_application(arguments: list[str]) -> QApplication:
    """The application, in Chinese and with our font; no window yet."""
    prepare_environment(os.environ, sys.platform)
    made = QApplication(arguments)
    dress(made)
    return made


def dress(application: QApplication) -> None:
    """Fusion, our font, Chinese words and dates."""
    application.setApplicationDisplayName(NAME)
    application.setApplicationName("ruhu")
    application.setStyle("Fusion")
    QLocale.setDefault(QLocale("zh_CN"))
    load_fonts(FIRST_FONTS)
    application.setFont(QFont(FAMILY, 12))
    words = QTranslator(application)
    if words.load(str(resources.path("translations", "qtbase_zh_CN.qm"))):
        application.installTranslator(words)


def load_fonts(names: tuple[str, ...]) -> None:
    """Make fonts that ship with the program known to Qt."""
    for name in names:
        QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))


def finish() -> None:
    """What can wait until the first window is painted: bold, and the font of rare characters."""
    load_fonts(LATER_FONTS)


def report_bugs(on_bug: Callable[[BaseException], object]) -> None:
    """Hand whatever a slot lets through to ``on_bug``, on whose thread it happened.

    An interrupt from the keyboard stays one.
    """

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            on_bug(error)

    sys.excepthook = hook
