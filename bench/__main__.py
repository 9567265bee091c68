"""`make bench`: speed and memory, each figure beside its limit or a peer measured in the same run.

`python -m bench [PART …] [--out FILE.json]`; without a part, all of them. Measured on an otherwise
idle machine: quote ratios, not seconds.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Final

from bench.figures import Figure, as_json, table

PARTS: Final = ("start", "store", "window", "roster", "papers", "forms", "sync")
"""Each is a module of this package with ``figures() -> list[Figure]``."""


def main() -> int:
    """Measure, print the table, write JSON; 1 when a gate was missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, help="|".join(PARTS))
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"))
    given = parser.parse_args()
    found: list[Figure] = []
    for part in given.parts:
        print(f"measuring {part} …", file=sys.stderr, flush=True)
        found += importlib.import_module(f"bench.{part}").figures()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(as_json(found), encoding="utf-8")
    print(table(found))
    print(f"\nJSON: {given.out}")
    return int(any(each.is_met is False for each in found))


if __name__ == "__main__":
    sys.exit(main())
