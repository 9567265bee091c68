"""A throw-away PostgreSQL cluster for the tests that need one.

Where Debian's package is missing they are skipped and say so; `make test` as root installs it first.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.postgresql import Cluster, owner, programs


@contextmanager
def cluster(*, is_safe: bool = False) -> Generator[Cluster]:
    """A running cluster, gone afterwards. ``is_safe``: what it acknowledges is on disk."""
    folder = programs()
    if folder is None:
        pytest.skip("needs PostgreSQL 15 or newer: apt-get install postgresql")
    home = Path(tempfile.mkdtemp(prefix="ruhu-pg-"))
    if os.geteuid() == 0:
        os.chown(home, owner().pw_uid, owner().pw_gid)
    found = Cluster(folder, home, is_safe=is_safe)
    try:
        found.make()
        found.start()
        yield found
        found.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)
