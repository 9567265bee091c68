"""What the child told through the pipe before it was killed: what it did, and what its window said.

One line each. ``resumed`` where the window went on; ``~n`` goes to the question of answer n; ``+n``
gives it; ``#n`` the sign of the page said 已保存 when n was the last one given; ``!`` asks to finish
the visit; ``=`` the window shows it as finished.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Told:
    """All of it, so far. ``at_path`` and ``answers``: what the window showed when it went on."""

    has_resumed: bool = False
    at_path: str = ""
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    went_to: int = 0
    given: int = 0
    shown: int = 0
    given_here: int = 0
    shown_here: int = 0
    """How many, in this life."""
    asked_to_finish: bool = False
    saw_finished: bool = False

    def hear(self, line: str) -> None:
        """Take in one line."""
        mark, rest = line[:1], line[1:]
        if line.startswith("resumed "):
            self.has_resumed = True
            self.at_path, self.answers = json.loads(line.removeprefix("resumed "))
        elif mark == "~":
            self.went_to = int(rest)
        elif mark == "+":
            self.given, self.given_here = int(rest), self.given_here + 1
        elif mark == "#":
            self.shown, self.shown_here = int(rest), self.shown_here + 1
        elif line == "!":
            self.asked_to_finish = True
        elif line == "=":
            self.saw_finished = True
        else:
            raise ValueError(line)


@dataclass(frozen=True)
class Pen:
    """Writes such lines; each is in the kernel's hands before the next thing is done."""

    pipe: int

    def resumed(self, at_path: str, answers: Mapping[str, str]) -> None:
        self._write(f"resumed {json.dumps([at_path, answers])}")

    def goes_to(self, number: int) -> None:
        self._write(f"~{number}")

    def gives(self, number: int) -> None:
        self._write(f"+{number}")

    def sees_saved(self, number: int) -> None:
        self._write(f"#{number}")

    def asks_to_finish(self) -> None:
        self._write("!")

    def sees_finished(self) -> None:
        self._write("=")

    def _write(self, line: str) -> None:
        os.write(self.pipe, f"{line}\n".encode())
