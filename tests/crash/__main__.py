"""``python -m tests.crash --kills 1000 --seed 1``; exit code 1 if anything that was shown is lost."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

LOG = Path("out") / "crash.log"


def main() -> int:
    """Run it; each kill is a line on the screen and in the log."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()))
    parser.add_argument("--log", type=Path, default=LOG)
    given = parser.parse_args()
    if sys.platform == "win32":
        parser.exit(2, "kill -9 and fork are POSIX's; run it on Linux or macOS.\n")
    from tests.crash.run import Run

    given.log.parent.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="ruhu-crash-"))
    with given.log.open("w", encoding="utf-8") as log:

        def say(line: str) -> None:
            print(line, flush=True)
            print(line, file=log, flush=True)

        is_well = Run(home, given.kills, given.seed, say).take()
        if not is_well:
            say(f"kept for a look: {home}")
            return 1
    shutil.rmtree(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
