import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash.county import Found, FoundDraft, FoundVisit
from tests.crash.numbered import answers_after, path_of
from tests.crash.told import Told
from tests.crash.verdict import Former, complaints

ROOT = Path(__file__).resolve().parents[2]

FORMER = Former(4, path_of(4), 50, b"h")


def said(*lines: str) -> Told:
    """What a child told."""
    told = Told()
    for line in lines:
        told.hear(line)
    return told


DRAFTS = {
    stored: FoundDraft(path_of(stored), answers_after(stored), tuple(range(1, stored + 1)))
    for stored in range(1, 9)
}


def left(draft: FoundDraft | None, length: int = 50, hash_before: bytes = b"h") -> Found:
    """A whole store with this draft."""
    return Found((), length, b"h", hash_before, draft)


SAVING_SIX = ("~5", "+5", "#5", "~6", "+6")


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX's")
def test_a_program_that_is_killed_keeps_what_it_showed_as_saved(tmp_path: Path):
    log = tmp_path / "crash.log"
    command = ["-m", "tests.crash", "--kills", "5", "--seed", "20261123", "--log", str(log)]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "kills 5, seed 20261123, faults 0" in log.read_text("utf-8")


@pytest.mark.parametrize("stored", [5, 6])
def test_an_answer_under_way_may_be_on_disk_or_not(stored: int):
    assert complaints(said(*SAVING_SIX), left(DRAFTS[stored]), FORMER) == []


def test_an_answer_that_was_shown_as_saved_and_is_not_on_disk_is_a_loss():
    assert (
        "LOST: 6 was shown as saved"
        in complaints(said(*SAVING_SIX, "#6"), left(DRAFTS[5]), FORMER)[0]
    )


def test_what_was_on_disk_before_is_not_lost_in_a_life_without_answers():
    assert any("LOST" in one for one in complaints(said(), left(DRAFTS[3]), FORMER))


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        (Found(("does not open: store_damaged",)), "store_damaged"),
        (left(DRAFTS[5], length=49), "audit is shorter"),
        (left(DRAFTS[5], hash_before=b"other"), "another one"),
        (left(replace(DRAFTS[5], journal=(1, 2, 3, 5))), "gaps"),
        (left(replace(DRAFTS[5], at_path="need/reason")), "goes on at"),
        (left(replace(DRAFTS[5], answers=answers_after(4))), "LOST"),
        (left(DRAFTS[7]), "6 was the last one given"),
        (left(None), "neither draft nor visit"),
    ],
)
def test_it_is_a_fault_when(found: Found, complaint: str):
    wrong = complaints(said(*SAVING_SIX), found, FORMER)
    assert any(complaint in one for one in wrong), wrong


def test_a_window_that_goes_on_somewhere_else_is_a_fault():
    wrong = complaints(said('resumed ["head/hname", {}]'), left(DRAFTS[4]), FORMER)
    assert any("went on at head/hname" in one for one in wrong)


def test_a_visit_shown_as_finished_is_there_with_its_operation():
    finishing = said(*SAVING_SIX, "#6", "!", "=")
    visit = FoundVisit(answers_after(6), waits=True, is_audited=True)
    assert complaints(finishing, replace(left(None), visit=visit), FORMER) == []
    silent = replace(visit, waits=False)
    assert complaints(finishing, replace(left(None), visit=silent), FORMER) != []
    assert any("LOST" in one for one in complaints(finishing, left(DRAFTS[6]), FORMER))
