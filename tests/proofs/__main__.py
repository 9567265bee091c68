"""``python -m tests.proofs kills --runs 300 --seed 1``; exit code 1 if anything was not so."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from tests.proofs.documented import Documented
from tests.proofs.hole import Hole
from tests.proofs.hostile import Hostile
from tests.proofs.kills import Killing
from tests.proofs.nodes import Nodes
from tests.proofs.paper import Paper


class Proof(Protocol):
    """Runs, and says on paper what came of it."""

    paper: Paper

    def take(self) -> bool:
        """Whether nothing was wrong."""
        ...


class Part(NamedTuple):
    """``runs``: how many of the long run."""

    make: Callable[[Path, int, int], Proof]
    runs: int
    about: str


PARTS: Final[dict[str, Part]] = {
    "kills": Part(Killing, 300, "kill -9 of PostgreSQL, the server and laptops in mid-sync"),
    "hostile": Part(Hostile, 300, "a gateway that spoils what it carries between them"),
    "nodes": Part(Nodes, 100, "two nodes behind nginx, either killed"),
    "documented": Part(Documented, 200, "schemathesis against the OpenAPI document"),
    "hole": Part(Hole, 200_000, "rows pushed by sixteen at once, followed by three, under pg_dump"),
}


def main() -> int:
    """One part, in full; its page in docs/proof is written anew."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--no-page", action="store_true", help="leave docs/proof as it is")
    given = parser.parse_args()
    part = PARTS[given.part]
    runs = given.runs or part.runs
    home = Path(tempfile.mkdtemp(prefix="ruhu-proof-"))
    proof = part.make(home, runs, given.seed)
    is_well = proof.take()
    command = f"python -m tests.proofs {given.part} --runs {runs} --seed {given.seed}"
    page = "" if given.no_page else proof.paper.write(given.part, command)
    print(f"{'well' if is_well else 'NOT WELL'} {page}", flush=True)
    if not is_well:
        print(f"kept for a look: {home}", flush=True)
        return 1
    shutil.rmtree(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
