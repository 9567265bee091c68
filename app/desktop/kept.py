"""What the program remembers beside the vaults: whose they are, and how the window was left.

A small JSON file that is replaced whole. Names of staff for the unlock window and choices of the
window; nothing of any record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast


class Kept:
    """Names and values in one file; a missing or damaged one is empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = _read(path)

    def read(self, name: str, default: str = "") -> str:
        """The value of ``name``."""
        return self._values.get(name, default)

    def write(self, name: str, value: str) -> None:
        """Keep ``value``. What cannot be written is forgotten at the end: it is no one's work."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside = self._path.with_suffix(".tmp")
            aside.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), "utf-8")
            aside.replace(self._path)

    def starting_with(self, prefix: str) -> Mapping[str, str]:
        """What is kept under names that begin with ``prefix``, without it."""
        return {
            name.removeprefix(prefix): value
            for name, value in self._values.items()
            if name.startswith(prefix)
        }


def _read(path: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        found: Any = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict):
            return {str(name): str(value) for name, value in cast("dict[Any, Any]", found).items()}
    return {}
