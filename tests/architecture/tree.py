"""The files of the project as the house rules see them: what would be committed, and no more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MADE_HERE = {"out", "build", "dist", "__pycache__"}
"""Folders that the commands make; like every hidden folder but `.ci`, not part of the project."""

TEXTS = {".py", ".md", ".toml", ".txt", ".in", ".yaml", ".csv", ".qss", ".svg", ".json", ".mako"}


def files() -> Iterator[Path]:
    """Every file of the project."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if is_ours(name))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith(".setup"))


def is_ours(folder: str) -> bool:
    return folder not in MADE_HERE and (folder == ".ci" or not folder.startswith("."))


def texts() -> dict[str, str]:
    """Every file people write or read, by its path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in files()
        if path.suffix in TEXTS or (not path.suffix and path.name != ".git")
    }


def modules(*folders: str) -> list[Path]:
    """Every Python file below the given folders."""
    return [path for path in files() if path.suffix == ".py" and _top(path) in folders]


def _top(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]
