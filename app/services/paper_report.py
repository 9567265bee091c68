"""E-24 out of a 强制报告 that was opened: for who may know, one copy, noted in the audit.

What was said of the suspect has no row on the paper and stands behind what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.domain import codes
from app.domain.months import age_on
from app.errors import Refused
from app.models.account import Account
from app.models.child import Child
from app.models.mandatory_report import MandatoryReport
from app.models.person import Person
from app.printing.mandatory_report import SITUATIONS, MandatoryReportSheet, ReportStep
from app.services.mandatory_reports import WRITING, ReportFile, open_report
from app.services.paper_children import household_of
from app.services.paper_head import head_of
from app.services.paper_person import person_lines
from app.services.press import Press, joined
from app.storage import rows
from app.storage.unit_of_work import UnitOfWork

PAPER: Final = "E-24"
_TOLD: Final = {"1": "检察", "2": "民政", "3": "教育", "4": "卫健"}
_SUPERVISOR: Final = "5"
"""ALSO_TOLD 主管部门: no box on the paper."""
_UNKNOWN: Final = "不详"


def report_of(work: UnitOfWork, press: Press, report: MandatoryReport) -> MandatoryReportSheet:
    """E-24. Raises ``Refused`` report_unsent, and what ``open_report`` raises."""
    if report.state == WRITING:
        raise Refused("报告还没有提交，不能打印。请先提交。", code="report_unsent")
    file = open_report(work, report.id)
    head = head_of(work, press, PAPER, report, report.submitted_on)
    reporter = _reporter(work, press, file)
    head["office"] = reporter.get("reporter_unit") or head["office"]
    return MandatoryReportSheet(
        **head,
        **reporter,
        **_child(work, press, file),
        **_police(file),
        found_at=_moment(file, "found_at"),
        found_place=file.texts["place"],
        situations=tuple(SITUATIONS[int(each) - 1] for each in file.values.get("situations") or ()),
        story=_story(file),
        measures=_measures(file),
        evidence=file.texts["evidence"],
        steps=tuple(ReportStep(at=each.at, text=each.text) for each in file.follow_ups),
    )


def _reporter(work: UnitOfWork, press: Press, file: ReportFile) -> Mapping[str, Any]:
    who = rows.load(work.session, work.driver, Account, file.reporter_id)
    if who is None:
        return {"reporter": file.reporter}
    return {
        "reporter": file.reporter,
        "reporter_unit": press.places.full_name(who.village_code or who.org_code),
        "reporter_phone": who.phone or "",
    }


def _child(work: UnitOfWork, press: Press, file: ReportFile) -> Mapping[str, Any]:
    said = file.texts["child_description"]
    child = rows.load(work.session, work.driver, Child, file.child_id) if file.child_id else None
    person = rows.load(work.session, work.driver, Person, child.person_id) if child else None
    if child is None or person is None:
        return {"child": _UNKNOWN, "child_address": said}
    found = _moment(file, "found_at")
    born = person.birth_date
    home = person_lines(press, person, household_of(work, child)).home_address
    return {
        "child": person.name,
        "child_sex": codes.SEX.label(person.sex),
        "child_age": age_on(born, found.date()) if born and found else None,
        "child_address": joined(home, said, by="；"),
    }


def _police(file: ReportFile) -> Mapping[str, Any]:
    told = file.values.get("also_told") or ()
    return {
        "police_at": _moment(file, "police_at"),
        "police_station": file.texts["police_unit"],
        "officer": file.texts["police_contact"],
        "receipt_no": file.texts["police_receipt"],
        "told": tuple(_TOLD[each] for each in told if each in _TOLD),
    }


def _story(file: ReportFile) -> str:
    relation = file.texts["suspect_relation"]
    return joined(file.texts["description"], relation and f"嫌疑人与儿童关系：{relation}", by="\n")


def _measures(file: ReportFile) -> str:
    is_told = _SUPERVISOR in (file.values.get("also_told") or ())
    return joined(file.texts["emergency"], "已报主管部门" if is_told else "", by="；")


def _moment(file: ReportFile, name: str) -> datetime | None:
    text: str | None = file.values.get(name)
    return datetime.fromisoformat(text) if text else None
