"""The lineage ``records``: what a record is. Run by ``app.storage.migration``.

A new revision is one more module in ``versions``, named after itself, and its name here at the end.
"""

from __future__ import annotations

from typing import Final

REVISIONS: Final = (
    "records_0001",
    "records_0002",
    "records_0003",
    "records_0004",
    "records_0005",
    "records_0006",
    "records_0007",
)
"""Every revision, oldest first; the last one is what this program works with."""
