"""What came of checking a form's workbook: for the window, for programs, for publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.forms.checking.differences import CLASSES, Difference
from app.forms.checking.problems import SEVERITIES, Problem, Spot, is_fit
from app.forms.structure import FormDefinition


@dataclass(frozen=True)
class FormReport:
    """What came of checking one workbook. ``xml`` is empty when it could not be converted;
    ``difference`` is None when there was nothing to compare with."""

    form_id: str
    version: str
    title: str
    workbook_sha256: str
    problems: tuple[Problem, ...]
    xml: bytes = b""
    difference: Difference | None = None
    rows: Mapping[str, Spot] = field(default_factory=dict[str, Spot])
    """Where each question stands in the workbook."""
    workbook: bytes = field(default=b"", repr=False)
    tables: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    definition: FormDefinition | None = field(default=None, repr=False)
    """The form as the engine reads it: to be tried, rehearsed, published."""
    replaces: str = ""
    """The fingerprint of the version it was compared with, or blank."""
    use: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the workbook says the form is for, as ``FormFiles.use`` takes it."""
    media: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    """Its pictures and sounds by name."""

    @property
    def is_fit(self) -> bool:
        """Whether nothing stands against publishing."""
        return is_fit(self.problems)

    def counts(self) -> dict[str, int]:
        """How many problems there are of each severity."""
        found = Counter(one.severity for one in self.problems)
        return {name: found[name] for name in SEVERITIES}


def as_json(report: FormReport) -> dict[str, Any]:
    """The report for programs, and for the file it is kept in."""
    rows, found = report.rows, report.difference
    return {
        "form": {"id": report.form_id, "version": report.version, "title": report.title},
        "workbook_sha256": report.workbook_sha256,
        "is_fit": report.is_fit,
        "counts": report.counts(),
        "problems": [_problem(one) for one in report.problems],
        "difference": None
        if found is None
        else {
            "class": found.kind,
            "class_text": CLASSES.get(found.kind, "没有变化"),
            "needs_confirmation": found.needs_confirmation,
            "changes": [
                {
                    "class": one.kind,
                    "question": one.name,
                    "row": rows[one.name].row if one.name in rows else None,
                    "sentence": one.sentence,
                }
                for one in found.changes
            ],
        },
    }


def _problem(one: Problem) -> dict[str, Any]:
    return {
        "severity": one.severity,
        "code": one.code,
        "sheet": one.spot.sheet,
        "row": one.spot.row or None,
        "column": one.spot.column or None,
        "header": one.spot.header or None,
        "position": one.position or None,
        "sentence": one.sentence,
    }
