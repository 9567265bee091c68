"""The program's log: a small rotating file with facts and no personal data.

What looks like an ID number, a phone, an account or a Chinese name in quotes is blotted out before
it is written (sync-and-security L1): a log travels further than a record.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
from pathlib import Path

_SECRETS = re.compile(
    r"\d{17}[\dXx]|(?<!\d)\d{15}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{16,19}(?!\d)"
    r"|[\u3400-\u9fff\U00020000-\U000323af]+"
)
BLOT = "▇"


class Redacting(logging.Formatter):
    """Formats a record, then blots out numbers of persons and every Chinese word."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """``text`` without ID numbers, phones, accounts and Chinese characters."""
    return _SECRETS.sub(BLOT, text)


def open_log(folder: Path) -> None:
    """Write warnings and worse of this program to ``folder/ruhu.log`` (5 files of 1 MB)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = logging.handlers.RotatingFileHandler(
        folder / "ruhu.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8", delay=True
    )
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
