"""The table of planted mistakes, kept in ``docs/proof/simulation.md`` between two marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.mutants import MUTANTS
from tests.simulation.running import Told

PROOF = Path(__file__).resolve().parents[2] / "docs" / "proof" / "simulation.md"
BEGIN = "<!-- lines of python -m tests.simulation --mutants, all of one run -->"
END = "<!-- as far as here -->"
_HEAD = (
    "| planted mistake | what it is | noticed in | of seeds | first | by what |\n"
    "|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Finding:
    """In how many of ``seeds`` one mistake was noticed."""

    bug: str
    seeds: int
    noticed: Sequence[Told]

    @property
    def line(self) -> str:
        """One line of the table."""
        what = MUTANTS[self.bug]
        if not self.noticed:
            return f"| {self.bug} | {what} | **none** | {self.seeds} | | |"
        share = 100 * len(self.noticed) / self.seeds
        rules = ", ".join(sorted({one.rule for one in self.noticed}))
        first = self.noticed[0].seed
        return f"| {self.bug} | {what} | {share:.1f} % | {self.seeds} | {first} | {rules} |"


def firsts() -> dict[str, int]:
    """The seed that is said to notice each mistake."""
    table = PROOF.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return {row[0]: int(row[4]) for row in rows[1:] if len(row) > 4}


def write(findings: Sequence[Finding]) -> None:
    """Put the table in its place."""
    text = PROOF.read_text(encoding="utf-8")
    before, _old = text.split(BEGIN)
    after = text.split(END)[1]
    caught = sum(1 for one in findings if one.noticed)
    lines = [
        BEGIN,
        "",
        f"{caught} of {len(findings)} were noticed.",
        "",
        _HEAD,
        *(one.line for one in findings),
        "",
    ]
    PROOF.write_text(before + "\n".join(lines) + END + after, encoding="utf-8")
