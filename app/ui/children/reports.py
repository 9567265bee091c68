"""强制报告: three pages, each sealed on the disk before the next; who may know opens it, once noted.

Nothing of what a report says stands in the list. 请立即拨打110 stands above every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from app.domain.permissions import Action, may
from app.services import mandatory_reports as reports
from app.services.mandatory_reports import WIZARD, ReportField, ReportFile, ReportProgress
from app.ui.filing.acts import Act, Verb, nothing
from app.ui.filing.asking import REASON, reason
from app.ui.filing.register import Filter, Listed, Untyped
from app.ui.filing.shown import Card, Facts, Lines, Shown
from app.ui.pages import Desk, Target
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import FieldDescription, Kind, choices_of

NOUN: Final = "mandatory_report"
LONG: Final = frozenset(("description", "evidence"))
BASIS: Final = "未成年人保护法第十一条；强制报告制度意见（试行）"
FOLLOW_UPS: Final = (
    Column("at", "时间", lambda row: f"{row.at:%Y-%m-%d %H:%M}", "2026-11-23 14:30"),
    Column("by", "谁", lambda row: row.by, "欧阳建国"),
    Column("text", "进展", lambda row: row.text, "已由派出所立案，儿童临时安置在亲属家"),
)


class ReportRegister(Untyped):
    """As ``filing.register.Register`` asks. ``role``: whose buttons these are."""

    noun = NOUN
    title = "强制报告"
    empty = f"没有强制报告。发现儿童受侵害的，{reports.CALL}，再按 Ctrl+N 登记。"
    touched = frozenset((NOUN,))
    filters: tuple[Filter, ...] = ()
    columns = (
        Column("name", "登记时间", lambda row: _moment(row.begun_at), "2026年11月23日 14:30"),
        Column("state", "状态", lambda row: row.state_text, "已报送",
               tone=lambda row: "warn" if row.is_waiting else ""),
    )  # fmt: skip

    def __init__(self, desk: Desk, *, role: str) -> None:
        self._desk = desk
        self._may_read = may(role, Action.REPORT_READ)
        self._may_create = may(role, Action.REPORT_CREATE)
        self._may_print = may(role, Action.PAPER_PRINT)
        self.has_closed = self._may_read

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """Those within reach for who may know; for who reports, the own ones."""
        if not self._may_read:
            return Listed(reports.own_reports(work))
        found = reports.report_list(work, is_closed=is_closed)
        waiting = sum(each.is_waiting for each in found)
        return Listed(found, f"等待处理的强制报告 {waiting} 份" if waiting else "")

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> ReportFile | ReportProgress:
        """What it says, for who may know, and a line in the audit; else where it stands."""
        if not self._may_read:
            return reports.report_progress(work, entry_id)
        verb = reports.open_report if is_click else reports.report_file
        return verb(work, entry_id)

    def adds(self) -> tuple[Act, ...]:
        """A child in danger."""
        return (self.begin(),) if self._may_create else ()

    def begin(self, child_id: str | None = None) -> Act:
        """The first page; the clock runs from when it was found."""

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(_begin, child_id, typed)

        now = {"found_at": self._desk.clock.now().replace(second=0, microsecond=0)}
        return self._page(0, verb, is_known=child_id is not None, values=now)

    def shown(self, file: ReportFile | ReportProgress) -> Shown:
        """A report with what this person may do with it now."""
        if isinstance(file, ReportProgress):
            return self._progress(file)
        marks = ((reports.CALL, "error"),) if file.minutes is None else ()
        return Shown(
            file.id,
            "强制报告",
            file.secrecy,
            ((file.state_text, "info"), *marks),
            tuple(self._acts(file)),
            tuple(_cards(file)),
        )

    # -- private -------------------------------------------------------------------------------

    def _progress(self, file: ReportProgress) -> Shown:
        acts = (self._next(file),) if file.state == reports.WRITING else ()
        wanting = "、".join(file.wanting) or "没有"
        unreached = ShownValue("unreached", "送达", file.unreached, tone="warn")
        card = Facts(
            "填写情况",
            (
                ShownValue("state", "状态", file.state_text),
                ShownValue("wanting", "还没有填", wanting, tone="warn" if file.wanting else ""),
                *((unreached,) if file.unreached else ()),
            ),
        )
        return Shown(file.id, "强制报告", reports.SECRECY, ((file.call, "error"),), acts, (card,))

    def _acts(self, file: ReportFile) -> Iterator[Act]:
        if file.state == reports.WRITING:
            yield Act(
                "接着填写",
                lambda _typed: partial(reports.report_progress, report_id=file.id),
                icon="edit",
                is_primary=True,
                then=self._next,
            )
        if file.state != reports.WRITING and not file.is_printed and self._may_print:
            target = Target("paper", file.id, "E-24")
            yield Act(
                "打印登记表（只打一份）", nothing, icon="print",
                instead=lambda: self._desk.open(target),
            )  # fmt: skip
        if file.state in {reports.SENT, reports.FOLLOWED}:
            yield self._follow(file)
            yield Act(
                "办结",
                lambda typed: partial(
                    reports.close_report, report_id=file.id, result=typed[REASON]
                ),
                (reason("处理结果"),),
                button="办结这份报告",
                icon="done",
                said="已办结",
            )

    @staticmethod
    def _follow(file: ReportFile) -> Act:
        text = FieldDescription("text", "处理进展", Kind.LONG_TEXT, is_required=True)
        return Act(
            "登记处理进展",
            lambda typed: partial(
                reports.add_follow_up, report_id=file.id, text=typed.get("text") or ""
            ),
            (text,),
            button="登记这次进展",
            icon="edit",
            is_primary=True,
            said="已登记处理进展",
        )

    def _next(self, file: ReportProgress, place: int | None = None) -> Act:
        """The page ``place``, or the first on which something is wanting; the last one sends it."""
        place = file.page if place is None else place

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(_save, file.id, typed, is_last=place == len(WIZARD) - 1)

        is_known = "儿童（姓名或特征）" not in file.wanting
        return self._page(place, verb, is_known=is_known, values={})

    def _page(self, place: int, verb: Any, *, is_known: bool, values: Mapping[str, Any]) -> Act:
        page, is_last = WIZARD[place], place == len(WIZARD) - 1
        button = "提交强制报告" if is_last else f"保存，下一页：{WIZARD[place + 1].title}"
        return Act(
            "登记强制报告" if not place else f"接着填第{place + 1}页：{page.title}",
            verb,
            tuple(_described(each, is_known=is_known) for each in page.fields),
            title=f"强制报告 {place + 1}/{len(WIZARD)}：{page.title}",
            button=button,
            icon="warning",
            is_primary=True,
            values=values,
            remark=f"{reports.CALL}。{reports.SECRECY}每一页保存后即封存。",
            said="强制报告已提交，只有按规定应当知道的人能打开" if is_last else "这一页已封存",
            opens=True,
            then=partial(self._following, place + 1),
            source=BASIS,
        )

    def _following(self, place: int, progress: ReportProgress) -> Act | None:
        is_sent = progress.state != reports.WRITING
        return None if is_sent else self._next(progress, min(place, len(WIZARD) - 1))


def _begin(child_id: str | None, typed: Mapping[str, Any], work: Any) -> ReportProgress:
    """One transaction: it is begun, and its first page kept."""
    begun = reports.begin_report(work, child_id=child_id, found_at=typed.get("found_at"))
    return reports.save_page(work, begun.id, typed)


def _save(report_id: str, typed: Mapping[str, Any], work: Any, *, is_last: bool) -> ReportProgress:
    kept = reports.save_page(work, report_id, typed)
    return reports.submit_report(work, report_id) if is_last else kept


def _described(one: ReportField, *, is_known: bool) -> FieldDescription:
    needed = one.is_required and not (is_known and one.name == "child_description")
    kind = Kind.LONG_TEXT if one.name in LONG else Kind.TEXT
    if one.choices is not None:
        kind = Kind.CODES if one.is_many else Kind.CODE
    elif one.is_moment or one.is_flag:
        kind = Kind.MOMENT if one.is_moment else Kind.FLAG
    return FieldDescription(
        one.name, one.label, kind, choices_of(one.choices or ()), is_required=needed
    )


def _cards(file: ReportFile) -> Iterator[Card]:
    if file.minutes is not None:
        told = f"发现后{file.minutes}分钟"
        yield Facts("报警", (ShownValue("minutes", "从发现到报警", told),))
    yield Facts("报告人", (ShownValue("reporter", "报告人（保密）", file.reporter),))
    for page in WIZARD:
        said = [(each, file.texts[each.name]) for each in page.fields]
        values = tuple(ShownValue(each.name, each.label, text) for each, text in said if text)
        yield Facts(page.title, values)
    yield Lines("处理进展", FOLLOW_UPS, file.follow_ups, "还没有登记。")


def _moment(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
