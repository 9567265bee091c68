"""From the arguments to the first window: which one, on which display."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from app.settings import Settings, from_environment

TOUR_FOLDER: Final = Path("out") / "tour"


def start(arguments: Sequence[str]) -> int:
    """Open what ``arguments`` ask for. Without a display, the tour is taken off-screen."""
    given = _parser().parse_args(list(arguments))
    if given.word == "tour":
        return _tour(given.out)
    if given.practice and not has_display(os.environ, sys.platform):
        print("没有显示器：在后台走一遍导览。", file=sys.stderr)
        return _tour(given.out)
    return _window(from_environment(), is_practice=given.practice)


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a window could be seen: always on Windows and macOS, by the variables on Linux."""
    if not platform.startswith("linux"):
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return any(environment.get(name) for name in names) or bool(environment.get("QT_QPA_PLATFORM"))


def _window(settings: Settings, *, is_practice: bool) -> int:
    from app.log import open_log
    from app.security.process import harden
    from app.ui.application import make_application, prepare_environment

    prepare_environment(os.environ, sys.platform)
    application = make_application(sys.argv)
    from app.desktop.program import Program

    program = Program(application, settings, is_practice=is_practice)
    program.show()
    open_log(settings.data_folder / "logs")
    harden()
    return application.exec()


def _tour(folder: Path) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.desktop.tour import take_tour

    return take_tour(folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py", description="入户通")
    parser.add_argument("word", nargs="?", choices=("tour",), help="tour：走一遍导览，留下图片和表")
    parser.add_argument("--practice", action="store_true", help="练习模式：虚构的人员，放心练")
    parser.add_argument("--out", type=Path, default=TOUR_FOLDER, help="导览的图片和表放在哪里")
    return parser
