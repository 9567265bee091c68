"""`python -m tests.golden` keeps every paper as it looks now. Look at them first."""

from __future__ import annotations

from tests.golden.papers import keep

keep()
