"""强制报告 (C.8, E-24): in three minutes, three pages; sealed to those who may know.

Whoever sees a child in danger writes it down and calls the police at once; he need not be able to
read what others wrote. Nothing of it stands in lists, in the search, in public papers or in the
open in the outbox. The law: 未成年人保护法第十一条, 强制报告制度意见（2020年5月）.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from app.domain.codes import CodeList
from app.domain.codes_reports import (
    ALSO_TOLD,
    EMERGENCY_ACTION,
    REPORT_SITUATION,
    REPORT_STATE,
    SUSPECT_RELATION,
)
from app.domain.permissions import Action, may
from app.errors import Refused
from app.models.child import Child
from app.models.columns import Sensitivity
from app.models.mandatory_report import MandatoryReport
from app.services import report_keys
from app.services.permitted import needs
from app.services.reach import require_reach, within_reach
from app.storage.unit_of_work import UnitOfWork

CALL: Final = "请立即拨打110"
"""Always on the screen, whatever else is."""
SECRECY: Final = "严禁外泄报告人及未成年人信息，不要惊动嫌疑人。"
WRITING, SENT, FOLLOWED, CLOSED = "1", "2", "3", "4"
"""REPORT_STATE."""
OPENED: Final = "user:mandatory_report:open"
PRINTED: Final = "user:mandatory_report:print"
_LONGEST: Final = 4000
_NEWEST: Final = MandatoryReport.rowid_.desc()


@dataclass(frozen=True)
class ReportField:
    """One question. ``choices``: a code list, several where ``is_many``; ``is_moment``: a time."""

    name: str
    label: str
    is_required: bool = False
    choices: CodeList | None = None
    is_many: bool = False
    is_moment: bool = False
    is_flag: bool = False


@dataclass(frozen=True)
class ReportPage:
    """One of the three pages."""

    title: str
    fields: tuple[ReportField, ...]


WIZARD: Final = (
    ReportPage(
        "发现了什么",
        (
            ReportField("situations", "疑似情形", True, REPORT_SITUATION, is_many=True),
            ReportField("description", "经过（看到、听到什么）", True),
            ReportField("found_at", "发现时间", True, is_moment=True),
            ReportField("place", "发现地点"),
        ),
    ),
    ReportPage(
        "哪个孩子、什么人",
        (
            ReportField("child_description", "儿童（姓名或特征）", True),
            ReportField("suspect_known", "知道嫌疑人是谁", is_flag=True),
            ReportField("suspect_relation", "嫌疑人与儿童关系", choices=SUSPECT_RELATION),
            ReportField("evidence", "现场和物证保存情况"),
        ),
    ),
    ReportPage(
        "报警和处置",
        (
            ReportField("police_at", "报警时间", True, is_moment=True),
            ReportField("police_unit", "接警派出所"),
            ReportField("police_contact", "民警和电话"),
            ReportField("police_receipt", "接报回执号"),
            ReportField("emergency", "已采取措施", True, EMERGENCY_ACTION, is_many=True),
            ReportField("also_told", "同时报送", choices=ALSO_TOLD, is_many=True),
        ),
    ),
)
"""The three pages; six answers are needed before a report goes out."""

_FIELDS: Final[Mapping[str, ReportField]] = {
    each.name: each for page in WIZARD for each in page.fields
}


@dataclass(frozen=True)
class ReportProgress:
    """Where the writing stands; no answers. ``wanting``: labels of what is still needed;
    ``unreached``: what to do where nobody can open it yet."""

    id: str
    state: str
    state_text: str
    page: int
    wanting: tuple[str, ...]
    call: str = CALL
    unreached: str = ""


@dataclass(frozen=True)
class FollowUp:
    """What was done afterwards."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class ReportFile:
    """A report opened. ``values``: by field name, typed as JSON; ``texts``: as people read them;
    ``minutes``: from finding it to the police."""

    id: str
    state: str
    state_text: str
    values: Mapping[str, Any] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    child_id: str | None
    reporter: str = field(repr=False)
    reporter_id: str = field(repr=False)
    minutes: int | None
    follow_ups: tuple[FollowUp, ...] = field(repr=False)
    is_printed: bool
    secrecy: str = SECRECY


@dataclass(frozen=True)
class ReportLine:
    """A report in the list of those who may know: that there is one, and where it stands."""

    id: str
    state: str
    state_text: str
    begun_at: datetime
    is_waiting: bool
    name: str = "强制报告"


@needs(Action.REPORT_CREATE)
def begin_report(
    work: UnitOfWork, *, child_id: str | None = None, found_at: datetime | None = None
) -> ReportProgress:
    """Begin a report, about a child of the registers or an unknown one. The clock runs from
    ``found_at`` (now). Raises ``Refused`` record_missing, out_of_reach."""
    report = MandatoryReport(state=WRITING, secret_level=int(Sensitivity.SEALED))
    report.id = work.new_id()
    begun: dict[str, Any] = {
        "found_at": (found_at or work.now).isoformat(timespec="minutes"),
        "reporter": {"id": work.actor.id, "name": work.actor.name},
    }
    if child_id is not None:
        child = work.get(Child, child_id)
        require_reach(work, child)
        report.org_code, report.village_code = child.org_code, child.village_code
        begun["child_id"] = child_id
    _seal(work, report, begun)
    _ = work.add(report)
    return _progress(report)


@needs(Action.REPORT_CREATE)
def save_page(work: UnitOfWork, report_id: str, values: Mapping[str, Any]) -> ReportProgress:
    """Keep answers, any of them, as far as they go; a later answer replaces an earlier one.

    Only who began it, while it is being written. Raises ``Refused``: report_sent, report_of_other,
    field_unknown, field_unreadable.
    """
    report = _own(work, report_id)
    _seal(work, report, _checked(values))
    return _progress(report)


@needs(Action.REPORT_CREATE)
def submit_report(work: UnitOfWork, report_id: str) -> ReportProgress:
    """The report goes to those who may know. Raises ``Refused`` report_incomplete, which names
    everything that is wanting; without a call to the police it does not go out."""
    report = _own(work, report_id)
    wanting = _wanting(report)
    if wanting:
        sentence = f"还没有填写：{'、'.join(wanting)}。请填写后提交；还没有报警的，{CALL}。"
        raise Refused(sentence, code="report_incomplete", fields=wanting)
    report.state, report.submitted_on = SENT, work.today
    _ = report_keys.hand_on(work, report)
    return _reached_progress(work, report)


@needs(Action.REPORT_CREATE)
def own_reports(work: UnitOfWork) -> tuple[ReportLine, ...]:
    """What this person reported and what of it is not finished, the newest first: that there is
    one, where it stands, nothing of what it says."""
    own = MandatoryReport.created_by == work.actor.id
    open_ = MandatoryReport.state != CLOSED
    return _lines(work, work.find(MandatoryReport, own, open_, order_by=(_NEWEST,)))


@needs(Action.REPORT_CREATE)
def report_progress(work: UnitOfWork, report_id: str) -> ReportProgress:
    """Where a report stands, for who began it. Raises ``Refused`` report_of_other."""
    report = work.get(MandatoryReport, report_id)
    _refuse_other(work, report)
    return _reached_progress(work, report)


@needs(Action.REPORT_READ)
def report_list(work: UnitOfWork, *, is_closed: bool = False) -> tuple[ReportLine, ...]:
    """The reports within reach, the newest first; nothing of what they say."""
    state = MandatoryReport.state == CLOSED if is_closed else MandatoryReport.state != CLOSED
    here = within_reach(work, MandatoryReport)
    return _lines(work, work.find(MandatoryReport, state, here, order_by=(_NEWEST,)))


def _lines(work: UnitOfWork, found: Iterable[MandatoryReport]) -> tuple[ReportLine, ...]:
    return tuple(
        ReportLine(
            each.id,
            each.state or WRITING,
            REPORT_STATE.label(each.state),
            each.created_at or work.now,
            each.state == SENT,
        )
        for each in found
    )


@needs(Action.REPORT_READ)
def open_report(work: UnitOfWork, report_id: str) -> ReportFile:
    """A report with everything it says, and a line in the audit that it was read."""
    file = report_file(work, report_id)
    work.note(OPENED, MandatoryReport.noun, report_id)
    return file


@needs(Action.REPORT_READ)
def report_file(work: UnitOfWork, report_id: str) -> ReportFile:
    """A report that is open already, read anew after a change."""
    return _file(work, _reached(work, report_id))


@needs(Action.REPORT_READ)
def add_follow_up(work: UnitOfWork, report_id: str, text: str) -> ReportFile:
    """What was done afterwards: 评估, 临时监护, 回访. Raises ``Refused``: text_missing,
    report_closed."""
    report = _reached(work, report_id)
    if not text.strip():
        raise Refused("没有填写处理进展。请填写后再保存。", code="text_missing")
    _refuse_closed(report)
    at = work.now.isoformat(timespec="minutes")
    said = {"at": at, "by": work.actor.name, "text": text.strip()[:_LONGEST]}
    _seal(work, report, {"follow_up": said})
    report.state = FOLLOWED if report.state == SENT else report.state
    _ = report_keys.hand_on(work, report)
    return _file(work, report)


@needs(Action.REPORT_READ)
def close_report(work: UnitOfWork, report_id: str, result: str) -> ReportFile:
    """办结, with what came of it. Raises ``Refused``: report_unsent, text_missing, report_closed."""
    report = _reached(work, report_id)
    if report.state == WRITING:
        raise Refused("报告还没有提交，不能办结。请先提交。", code="report_unsent")
    _ = add_follow_up(work, report_id, result)
    report.state, report.closed_on = CLOSED, work.today
    return _file(work, report)


@needs(Action.REPORT_READ)
def note_printing(work: UnitOfWork, report_id: str) -> ReportFile:
    """E-24 is printed once, and by whom stands in the audit. Raises ``Refused`` printed_already."""
    report = _reached(work, report_id)
    refuse_printed(work, report_id)
    report.printed_on = work.today
    work.note(PRINTED, MandatoryReport.noun, report_id)
    return _file(work, report)


@needs(Action.REPORT_READ)
def refuse_printed(work: UnitOfWork, report_id: str) -> None:
    """Raise ``Refused`` printed_already."""
    if _reached(work, report_id).printed_on is not None:
        sentence = "强制报告登记表只打印一份，已经打印过。请调阅纸质原件。"
        raise Refused(sentence, code="printed_already")


# -- sealing ---------------------------------------------------------------------------------------


def _seal(work: UnitOfWork, report: MandatoryReport, values: Mapping[str, Any]) -> None:
    report.parts = [*(report.parts or ()), work.seal(values, report.id)]
    answered = {name for name, value in values.items() if value not in (None, "", [])}
    emptied = set(values) - answered
    report.filled = sorted((set(report.filled or ()) | answered) - emptied)


def _opened(work: UnitOfWork, report: MandatoryReport) -> tuple[dict[str, Any], list[FollowUp]]:
    """The pieces laid over each other, and what followed."""
    values: dict[str, Any] = {}
    follow_ups: list[FollowUp] = []
    for said in report_keys.unsealed(work, report):
        more = said.pop("follow_up", None)
        values |= said
        if more:
            follow_ups.append(
                FollowUp(datetime.fromisoformat(more["at"]), more["by"], more["text"])
            )
    return values, follow_ups


def _file(work: UnitOfWork, report: MandatoryReport) -> ReportFile:
    values, follow_ups = _opened(work, report)
    return ReportFile(
        report.id,
        report.state or WRITING,
        REPORT_STATE.label(report.state),
        {name: value for name, value in values.items() if name in _FIELDS},
        {name: _text(_FIELDS[name], values.get(name)) for name in _FIELDS},
        values.get("child_id"),
        values["reporter"]["name"],
        values["reporter"]["id"],
        _minutes(values),
        tuple(follow_ups),
        report.printed_on is not None,
    )


def _text(one: ReportField, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if one.choices is not None:
        codes = value if one.is_many else [value]
        return "；".join(one.choices.label(each) for each in codes)
    if one.is_moment:
        at = datetime.fromisoformat(value)
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    if one.is_flag:
        return "是" if value else "否"
    return str(value)


def _minutes(values: Mapping[str, Any]) -> int | None:
    if not values.get("police_at") or not values.get("found_at"):
        return None
    told, found = (datetime.fromisoformat(values[name]) for name in ("police_at", "found_at"))
    return max(int((told - found).total_seconds() // 60), 0)


# -- checking --------------------------------------------------------------------------------------


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    foreign = sorted(set(values) - set(_FIELDS))
    if foreign:
        sentence = "有不认识的项目。请在强制报告的三页里填写。"
        raise Refused(sentence, code="field_unknown", fields=tuple(foreign))
    return {name: _plain(_FIELDS[name], value) for name, value in values.items()}


def _plain(one: ReportField, value: Any) -> Any:
    """JSON of one answer; ``Refused`` field_unreadable."""
    if value is None:
        return None
    if one.choices is not None:
        codes = list(value) if one.is_many else [value]
        unknown = [each for each in codes if each not in one.choices]
        if unknown:
            raise _unreadable(one)
        return codes if one.is_many else value
    if one.is_moment:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise _unreadable(one)
        return value.isoformat(timespec="minutes")
    if one.is_flag:
        return bool(value)
    return str(value).strip()[:_LONGEST]


def _unreadable(one: ReportField) -> Refused:
    sentence = f"“{one.label}”的值不对。请重新选择。"
    return Refused(sentence, code="field_unreadable", field=one.name)


def _wanting(report: MandatoryReport) -> tuple[str, ...]:
    filled = set(report.filled or ())
    known = filled | ({"child_description"} if "child_id" in filled else set[str]())
    return tuple(
        each.label for each in _FIELDS.values() if each.is_required and each.name not in known
    )


def _progress(report: MandatoryReport) -> ReportProgress:
    """The page to show: the first on which something is wanting."""
    wanting = _wanting(report)
    pages = [
        number
        for number, page in enumerate(WIZARD)
        if any(each.label in wanting for each in page.fields)
    ]
    return ReportProgress(
        report.id,
        report.state or WRITING,
        REPORT_STATE.label(report.state),
        pages[0] if pages else len(WIZARD) - 1,
        wanting,
    )


def _reached_progress(work: UnitOfWork, report: MandatoryReport) -> ReportProgress:
    """With what to do where it was sent and nobody can open it."""
    told = _progress(report)
    is_sent = report.state in {SENT, FOLLOWED}
    is_out = is_sent and report_keys.is_out_of_reach(work, report)
    return replace(told, unreached=report_keys.UNREACHED) if is_out else told


def _own(work: UnitOfWork, report_id: str) -> MandatoryReport:
    """A report being written, by who began it."""
    report = work.get(MandatoryReport, report_id)
    _refuse_other(work, report)
    if report.state != WRITING:
        sentence = "报告已经提交，不能再改。补充情况请告诉儿童督导员。"
        raise Refused(sentence, code="report_sent")
    return report


def _refuse_other(work: UnitOfWork, report: MandatoryReport) -> None:
    is_reader = may(work.actor.role, Action.REPORT_READ)
    if report.created_by != work.actor.id and not is_reader:
        sentence = "这份报告已经封存，您的岗位不能查看。请与民政办联系。"
        raise Refused(sentence, code="report_of_other")


def _reached(work: UnitOfWork, report_id: str) -> MandatoryReport:
    report = work.get(MandatoryReport, report_id)
    require_reach(work, report)
    return report


def _refuse_closed(report: MandatoryReport) -> None:
    if report.state == CLOSED:
        raise Refused("这份报告已经办结。请另行登记新的情况。", code="report_closed")
