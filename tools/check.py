"""`make test`: every check of the house, one after the other, until the first that is red.

The tests come last, so that the run ends with their own closing line.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

STEPS = (
    ("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["-m", "ruff", "check", "--quiet", "."]),
    ("types", ["-m", "basedpyright", "--warnings"]),
    (
        "imports",
        ["-c", "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"],
    ),
    ("tests", ["-m", "pytest"]),
)


def main() -> int:
    for name, arguments in STEPS:
        began = time.monotonic()
        print(f"== {name}: {' '.join(arguments[1:]) if arguments[0] == '-m' else name}", flush=True)
        code = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
        if code:
            print(f"RED: {name} (exit code {code}). Mend the above and run it again.", flush=True)
            return 1
        if name != STEPS[-1][0]:  # the last lines are pytest's own, with its own time
            print(f"   green in {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
