"""Where the files that ship with the program are, and how they are read: bytes, text, tables.

Knows folders and formats, not meanings: a rule pack is a mapping here and a ``RulePack`` in
``app.domain``. The only importer of YAML, and only when one is read: the first window waits for
what is imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast


def folder() -> Path:
    """The ``resources`` folder of this installation (beside the sources, or in the bundle)."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root / "resources"


def path(*parts: str) -> Path:
    """The path of one shipped file."""
    return folder().joinpath(*parts)


def read_bytes(*parts: str) -> bytes:
    """The bytes of one shipped file."""
    return path(*parts).read_bytes()


def read_table(*parts: str) -> list[dict[str, str]]:
    """The rows of one shipped UTF-8 CSV file, by column name."""
    import csv

    with path(*parts).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_yaml(*parts: str) -> Mapping[str, Any]:
    """One shipped YAML file as a mapping; by libyaml, ten times faster, where it is built in."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path(*parts).open("rb") as file:
        return cast("Mapping[str, Any]", yaml.load(file, Loader=loader))  # noqa: S506 - a safe one


def names(*parts: str, suffix: str = "") -> list[str]:
    """The names of the files in one shipped folder, sorted."""
    return sorted(entry.name for entry in path(*parts).iterdir() if entry.name.endswith(suffix))
