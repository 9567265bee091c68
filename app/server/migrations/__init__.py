"""The lineage ``server``: the county's tables. Run by ``app.server.migration``."""

from __future__ import annotations

from typing import Final

REVISIONS: Final = ("server_0001", "server_0002")
"""Every revision, oldest first; the last one is what this program works with."""
