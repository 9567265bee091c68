"""Each proof for a few seconds, in a process of its own; `make prove` runs them in full."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.proofs.nodes import nginx
from tests.proofs.paper import ROOT
from tools.postgresql import programs

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX's"),
    pytest.mark.skipif(
        programs() is None, reason="needs PostgreSQL 15 or newer: apt-get install postgresql"
    ),
]


def prove(part: str, runs: int) -> None:
    command = [sys.executable, "-m", "tests.proofs", part, "--runs", str(runs), "--no-page"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_s6_s7_what_was_acknowledged_outlives_database_server_and_laptop():
    """I1, I2, I3, I11: kill -9 of each, once, in mid-sync."""
    prove("kills", 3)


def test_s8_s9_nobody_who_follows_the_log_misses_a_row():
    """And a hole that is planted is noticed."""
    prove("hole", 1200)


def test_s16_s25_however_a_gateway_spoils_what_it_carries_it_ends_in_sync():
    """E3, I9: cut, dropped, doubled, late, swapped, altered."""
    prove("hostile", 3)


@pytest.mark.skipif(nginx() is None, reason="needs nginx: apt-get install nginx")
def test_s4_s7_either_of_two_nodes_may_die():
    """I1, I3: behind nginx, with the lines of the guide, on one PostgreSQL."""
    prove("nodes", 1)
