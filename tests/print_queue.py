"""A real CUPS of the tests' own, set up as docs/how-to/run-a-county.md asks, with one printer that
prints into PDF files.

Its own socket, spool and settings in a folder of its own; only the settings of the PDF printer must
lie in /etc/cups, under a name nobody else has. That printer's program runs for root only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import pytest

T = TypeVar("T")

_BACKEND: Final = Path("/usr/lib/cups/backend/cups-pdf")
_DRIVER: Final = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
_SETTINGS: Final = Path("/etc/cups")
_PATIENCE: Final = 20.0
_DAEMON: Final = """\
LogLevel warn
Listen {folder}/cups.sock
Browsing No
WebInterface No
DefaultAuthType None
PreserveJobFiles No
PreserveJobHistory Yes
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order deny,allow
Allow all
</Limit>
</Policy>
"""
_FILES: Final = """\
ServerRoot {folder}/root
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
SystemGroup root
"""
_PRINTER: Final = """\
Out {folder}/out
AnonDirName {folder}/out
Spool {folder}/pdf
Log {folder}/log
Label 1
"""


@dataclass(frozen=True)
class PrintQueue:
    """``name`` of the printer; what it printed lies in ``folder``/out."""

    name: str
    folder: Path

    @property
    def socket(self) -> str:
        """For CUPS_SERVER."""
        return str(self.folder / "cups.sock")

    @property
    def page_log(self) -> Path:
        """The queue's own account of jobs."""
        return self.folder / "log" / "page"

    def printed(self, count: int) -> list[bytes]:
        """What came out, in the order of the jobs, as soon as ``count`` jobs did."""
        return _awaited(self._whole, count)

    def account(self, count: int) -> list[str]:
        """The lines of the queue's account, as soon as there are ``count``."""
        return _awaited(self.lines, count)

    def _whole(self) -> list[bytes]:
        found = sorted(self.folder.glob("out/*.pdf"), key=_job_of)
        return [content for content in map(Path.read_bytes, found) if b"%%EOF" in content[-64:]]

    def lines(self) -> list[str]:
        """The account so far; it is not the first thing that the queue writes."""
        if not self.page_log.exists():
            return []
        return self.page_log.read_text(encoding="utf-8").splitlines()

    def kept(self) -> list[str]:
        """The documents that still lie in its spool."""
        return [each.name for each in (self.folder / "spool").glob("d*")]


@contextmanager
def print_queue() -> Generator[PrintQueue]:
    """Skips the test, with the reason, where there cannot be one."""
    if not (
        shutil.which("cupsd") and shutil.which("lp") and _BACKEND.exists() and _DRIVER.exists()
    ):
        pytest.skip("no CUPS with a PDF printer here: install cups and printer-driver-cups-pdf")
    if os.geteuid() != 0:
        pytest.skip("the PDF printer of CUPS prints for root only")
    folder = Path(tempfile.mkdtemp(prefix="ruhu-cups-"))
    queue = PrintQueue(re.sub("[^a-z0-9]", "", folder.name.lower()), folder)
    settings = _SETTINGS / f"cups-pdf-{queue.name}.conf"
    _lay_out(queue)
    settings.write_text(_PRINTER.format(folder=folder), encoding="ascii")
    files = ["-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
    daemon = subprocess.Popen(["cupsd", "-f", *files])
    try:
        _add_printer(queue, daemon)
        yield queue
    finally:
        daemon.terminate()
        daemon.wait(_PATIENCE)
        settings.unlink()
        shutil.rmtree(folder, ignore_errors=True)


def _lay_out(queue: PrintQueue) -> None:
    for name in ("root", "spool/tmp", "cache", "state", "log", "out", "pdf"):
        (queue.folder / name).mkdir(parents=True)
    queue.folder.chmod(0o711)
    (queue.folder / "out").chmod(0o777)
    (queue.folder / "cupsd.conf").write_text(_DAEMON.format(folder=queue.folder), "ascii")
    (queue.folder / "cups-files.conf").write_text(_FILES.format(folder=queue.folder), "ascii")


def _add_printer(queue: PrintQueue, daemon: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    uri, driver = f"cups-pdf:/{queue.name}", str(_DRIVER)
    while daemon.poll() is None and time.monotonic() < end:
        added = subprocess.run(
            ["lpadmin", "-p", queue.name, "-v", uri, "-P", driver, "-E"],
            env={**os.environ, "CUPS_SERVER": queue.socket},
            capture_output=True,
            check=False,
        )
        if added.returncode == 0:
            return
        time.sleep(0.1)
    raise AssertionError("cupsd did not come up")


def _awaited(look: Callable[[], list[T]], count: int) -> list[T]:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        found = look()
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing came out of the queue")


def _job_of(path: Path) -> int:
    return int(path.stem.rpartition("_")[2])
