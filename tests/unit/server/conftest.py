"""A county's folder and its command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.server.__main__ import main
from app.server.folder import CountyFolder

Say = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> CountyFolder:
    return CountyFolder(tmp_path / "county")


@pytest.fixture
def say(folder: CountyFolder, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> Say:
    """One command; what it shows, or its exit code and sentence."""
    monkeypatch.setattr("app.server.__main__.harden", lambda: None)

    def run(*words: str) -> Any:
        code = main(["--folder", str(folder.path), *words])
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else (code, told.err)

    run("create-county")
    return run
