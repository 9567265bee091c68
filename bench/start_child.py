"""One start, in a process of its own: prints milliseconds since it began, then ends.

`python -m bench.start_child minimal`: the least PySide6 window there can be.
`python -m bench.start_child ours HOME`: the program, to its first paint and to the unlock window.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

BEGAN = time.perf_counter()


def main(arguments: list[str]) -> None:
    """Start what is asked for."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if arguments[0] == "minimal":
        _minimal()
    else:
        _ours(Path(arguments[1]))


def _say(what: str) -> None:
    print(f"{what} {(time.perf_counter() - BEGAN) * 1000:.1f}", flush=True)


def _minimal() -> None:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    class Window(QLabel):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            super().paintEvent(event)
            _say("painted")
            os._exit(0)

    application = QApplication([])
    window = Window("ruhu")
    window.resize(1200, 720)
    window.show()
    application.exec()


def _ours(home: Path) -> None:
    from app.settings import Settings
    from app.ui.application import make_application, prepare_environment

    prepare_environment(os.environ, sys.platform)
    application = make_application([])
    from PySide6.QtCore import QTimer

    from app.desktop.program import Program

    class Timed(Program):
        def _begin(self) -> None:
            _say("painted")
            super()._begin()
            QTimer.singleShot(0, self._asked)

        def _asked(self) -> None:
            self.curtain.grab()
            _say("asked")
            os._exit(0)

    program = Timed(application, Settings(home / "data", home / "config"))
    program.show()
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1:])
