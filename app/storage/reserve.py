"""A file of nothing, to be given back when the disk is full, so that the next save goes through (D5)."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SIZE: Final = 64 << 20
SHORT_OF_ROOM: Final = 500 << 20
"""Free bytes below which people are warned."""

_ENDING: Final = ".reserve"
_PIECE: Final = bytes(1 << 20)


@dataclass(frozen=True)
class Reserve:
    """The reserve beside one store; ``size`` 0: none."""

    path: Path
    size: int = SIZE

    @classmethod
    def beside(cls, store: Path, size: int = SIZE) -> Reserve:
        """The reserve of the store at ``store``."""
        return cls(store.with_name(store.name + _ENDING), size)

    def keep(self) -> bool:
        """Set it aside if it is not and there is room for more; whether it is there now."""
        if self.size == 0 or self._is_whole():
            return self.size > 0
        if free_bytes(self.path.parent) < self.size + SHORT_OF_ROOM:
            return False
        try:
            self._write()
        except OSError:
            self.give_back()
            return False
        return True

    def give_back(self) -> bool:
        """Free the room; whether there was any to free."""
        if not self.path.exists():
            return False
        self.path.unlink(missing_ok=True)
        return True

    def _is_whole(self) -> bool:
        return self.path.exists() and self.path.stat().st_size == self.size

    def _write(self) -> None:
        with self.path.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, self.size)
                return
            for _ in range(self.size // len(_PIECE)):
                file.write(_PIECE)


def free_bytes(folder: Path) -> int:
    """What is free on the disk of ``folder``."""
    return shutil.disk_usage(folder).free
