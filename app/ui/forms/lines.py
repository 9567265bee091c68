"""The lists of the window: problems by sheet, row and column, changes, what would break, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.forms.checking.differences import CLASSES, LOSSY, NEEDS_WAS, Change, Difference
from app.forms.checking.problems import ERROR, SEVERITIES, WARNING, Problem, Spot
from app.forms.checking.rehearsal import KINDS, LOST, WRONG, Finding
from app.services.form_rehearsal import FormRehearsal
from app.services.published_forms import FormLine
from app.ui.widgets.columns import Column

_TONES: Final = {ERROR: "error", WARNING: "warn", LOSSY: "error", NEEDS_WAS: "error"}
_FINDING_TONES: Final = {LOST: "error", WRONG: "warn"}
_SENTENCE: Final = "长" * 40


@dataclass(frozen=True)
class ProblemLine:
    """One problem; ``name`` of the question in its row, or blank."""

    id: str
    problem: Problem
    name: str

    @property
    def spot(self) -> Spot:
        return self.problem.spot


@dataclass(frozen=True)
class ChangeLine:
    """One change of the new version; ``row`` of the workbook, 0 for none."""

    id: str
    change: Change
    row: int

    @property
    def name(self) -> str:
        return self.change.name


@dataclass(frozen=True)
class FindingLine:
    """One thing that would happen, and to how many fillings."""

    id: str
    finding: Finding
    count: int

    @property
    def name(self) -> str:
        return self.finding.name


def problem_lines(
    problems: tuple[Problem, ...], rows: Mapping[str, Spot]
) -> tuple[ProblemLine, ...]:
    """In the order of the workbook."""
    names = {(spot.sheet, spot.row): name for name, spot in rows.items()}
    return tuple(
        ProblemLine(str(number), one, names.get((one.spot.sheet, one.spot.row), ""))
        for number, one in enumerate(problems)
    )


def change_lines(difference: Difference, rows: Mapping[str, Spot]) -> tuple[ChangeLine, ...]:
    """The gravest first."""
    return tuple(
        ChangeLine(str(number), one, rows[one.name].row if one.name in rows else 0)
        for number, one in enumerate(difference.changes)
    )


def finding_lines(rehearsal: FormRehearsal) -> tuple[FindingLine, ...]:
    """The gravest first."""
    return tuple(
        FindingLine(str(number), finding, count)
        for number, (finding, count) in enumerate(rehearsal.by_question())
    )


def _where(line: ProblemLine) -> str:
    header = f"{line.spot.column} {line.spot.header}".strip()
    return header or "—"


PROBLEMS: Final = (
    Column("severity", "程度", lambda line: SEVERITIES[line.problem.severity], "已代为改正",
           tone=lambda line: _TONES.get(line.problem.severity, "muted")),
    Column("sheet", "工作表", lambda line: line.spot.sheet or "—", "settings"),
    Column("row", "行", lambda line: str(line.spot.row or "—"), "3000", is_number=True,
           order=lambda line: line.spot.row),
    Column("column", "列", _where, "AA constraint_message"),
    Column("sentence", "问题和改法", lambda line: line.problem.sentence, _SENTENCE),
)  # fmt: skip
CHANGES: Final = (
    Column("class", "影响", lambda line: CLASSES[line.change.kind], "改名或移动，须写明原名",
           tone=lambda line: _TONES.get(line.change.kind, "")),
    Column("row", "行", lambda line: str(line.row or "—"), "3000", is_number=True,
           order=lambda line: line.row),
    Column("name", "题目", lambda line: line.change.name or "（整张表）", "household_size"),
    Column("sentence", "变化", lambda line: line.change.sentence, _SENTENCE),
)  # fmt: skip
FINDINGS: Final = (
    Column("kind", "影响", lambda line: KINDS[line.finding.kind], "答案带不过来",
           tone=lambda line: _FINDING_TONES.get(line.finding.kind, "")),
    Column("count", "几份", lambda line: str(line.count), "10000", is_number=True,
           order=lambda line: line.count),
    Column("label", "题目", lambda line: line.finding.label, "家庭成员的健康状况如何"),
    Column("why", "原因", lambda line: line.finding.why, "现在要填整数，原来的答案不是整数"),
)  # fmt: skip


def _day(line: FormLine) -> str:
    return line.kept_at.strftime("%Y-%m-%d") if line.kept_at else "—"


VERSIONS: Final = (
    Column("title", "表单", lambda line: line.title, "低保家庭入户走访调查表"),
    Column("version", "版本", lambda line: line.version, "2026112301"),
    Column("publisher", "发布人", lambda line: line.publisher, "买买提·艾力"),
    Column("day", "收到", _day, "2026-11-23"),
    Column("fingerprint", "发布指纹", lambda line: line.fingerprint, "AAAA BBBB CCCC DDDD EEEE"),
)
