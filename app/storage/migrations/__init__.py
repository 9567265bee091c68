"""The lineage ``local``: what exists on this laptop only. Run by ``app.storage.migration``.

A new revision is one more module in ``versions``, named after itself, and its name here at the end.
"""

from __future__ import annotations

from typing import Final

REVISIONS: Final = ("local_0001", "local_0002", "local_0003", "local_0004")
"""Every revision, oldest first; the last one is what this program works with."""
