"""Test data that lives beside the project, in ``../shared``; absent on most machines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_FOLDER = Path(os.environ.get("RUHU_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared_file(*parts: str) -> Path:
    """The path of one shared test file; skips the calling test, with the reason, if absent."""
    path = _FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"test data {'/'.join(parts)} is not beside the project (set RUHU_SHARED)")
    return path
