"""Where the files that ship with the program are, and how they are read: bytes, text, tables.

Knows folders and formats, not meanings: a rule pack is a mapping here and a ``RulePack`` in
``app.domain``. The only importer of YAML, and only when one is read: the first window waits for
what is imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from app.errors import Unreadable


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


def parse_yaml(content: bytes) -> Mapping[str, Any]:
    """YAML that came from elsewhere, as a mapping. Raises ``Unreadable`` yaml_unreadable."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found: object = yaml.load(content, Loader=loader)  # noqa: S506 - a safe one
    except ValueError as error:
        raise _not_yaml("里面有不存在的日期或写错的数字") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _not_yaml(f"第 {mark.line + 1} 行附近写得不对" if mark else _NO_ROWS) from error
    if not isinstance(found, dict):
        raise _not_yaml(_NO_ROWS)
    return cast("Mapping[str, Any]", found)


_NO_ROWS = "它不是一组“名称: 值”"


def _not_yaml(where: str) -> Unreadable:
    from app.errors import Unreadable

    return Unreadable(
        f"这个 YAML 文件读不懂：{where}。请对照随程序附带的同类文件改正后再试。",
        code="yaml_unreadable",
    )


def names(*parts: str, suffix: str = "") -> list[str]:
    """The names of the files in one shipped folder, sorted."""
    return sorted(entry.name for entry in path(*parts).iterdir() if entry.name.endswith(suffix))
