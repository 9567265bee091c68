"""What a proof says while it runs, and the page in docs/proof that it writes about itself."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_EXCERPT: Final = 30


@dataclass
class Paper:
    """``about``: what is done and what is held to be so, in Markdown, with a title on top."""

    about: str
    is_loud: bool = True
    lines: list[str] = field(default_factory=list[str])
    facts: dict[str, str] = field(default_factory=dict[str, str])
    faults: list[str] = field(default_factory=list[str])
    counts: Counter[str] = field(default_factory=Counter[str])

    def say(self, line: str) -> None:
        """A line of the log."""
        self.lines.append(line)
        if self.is_loud:
            print(line, flush=True)

    def blame(self, fault: str) -> None:
        """Something is not as it should be."""
        self.faults.append(fault)
        self.say(f"FAULT {fault}")

    def write(self, name: str, command: str) -> Path:
        """docs/proof/``name``.md, new as a whole."""
        path = ROOT / "docs" / "proof" / f"{name}.md"
        path.write_text(self._text(command), encoding="utf-8")
        return path

    def _text(self, command: str) -> str:
        told: Mapping[str, object] = {**self.facts, **self.counts, "**faults**": len(self.faults)}
        rows = "\n".join(f"| {name} | {value} |" for name, value in told.items())
        step = max(1, len(self.lines) // _EXCERPT)
        which = "Its log" if step == 1 else f"Every {step}th line of its log"
        shown = "\n".join(self.lines[step - 1 :: step])
        version = ".".join(platform.release().split(".")[:2])
        machine = f"Linux {version}, {os.cpu_count()} cores shared with other work"
        faults = "\n".join(f"* {one}" for one in self.faults)
        return (
            f"{self.about.strip()}\n\n## The run\n\nWritten by `{command}` itself ({machine}).\n\n"
            f"| | |\n|---|---|\n{rows}\n\n{which}:\n\n```\n{shown}\n```\n"
            + (f"\nFaults:\n\n{faults}\n" if faults else "")
        )
