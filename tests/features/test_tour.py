"""The whole job through the real windows: roster in, household found, visit made, papers out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.architecture.tree import ROOT

WANTED = (
    "今日待办", "导入_看列", "导入_核对每一行", "导入_完成", "找到一户", "开始走访", "走访_已完成",
    "救助和金额", "打印_审核确认表", "打印_核查表", "设置", "大字_十二口之家",
)  # fmt: skip


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the tour left its pictures and papers in."""
    folder = tmp_path_factory.mktemp("tour")
    done = subprocess.run(
        [sys.executable, "-X", "dev", "main.py", "tour", "--out", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONDEVMODE": "", "PYTHONWARNINGS": "default"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (done.returncode, said) == (0, []), (folder / "tour.log").read_text("utf-8")
    return folder


def paper(folder: Path, name: str) -> str:
    document: Any = pypdfium2.PdfDocument(folder / name)
    text = "".join(
        document[page].get_textpage().get_text_bounded() for page in range(len(document))
    )
    document.close()
    return text


@pytest.mark.parametrize("name", WANTED)
def test_the_tour_leaves_a_picture_of(toured: Path, name: str):
    assert [path for path in toured.glob("*.png") if name in path.name]


def test_the_approval_form_has_the_amount_in_figures_and_in_words(toured: Path):
    text = paper(toured, "审核确认表_E-07.pdf")
    assert "李某福" in text
    assert "990.00" in text
    assert "玖佰玖拾元整" in text


def test_the_check_sheet_is_of_the_same_household(toured: Path):
    assert "李某福" in paper(toured, "家庭经济状况核查表_E-04.pdf")


def test_the_log_says_what_was_done_and_nothing_went_wrong(toured: Path):
    log = (toured / "tour.log").read_text(encoding="utf-8")
    assert log.rstrip().endswith("导览完成")
    assert "按 开始走访" in log
