"""儿童名册: children with their categories and risk, who is overdue first; a child's file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from app.domain.clock import today
from app.domain.codes import RISK
from app.domain.codes_children import CHILD_CATEGORY, ESCALATION
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import child_care, child_file, child_list, children
from app.services.child_file import ChildFile
from app.services.child_list import ChildQuery
from app.services.fields import RecordFile
from app.services.records import Saved
from app.ui.children import columns
from app.ui.children.acts import CARE, PARENT, PARENT_WORDS, ChildActs, parent_of
from app.ui.children.risk_line import RiskLine
from app.ui.filing.acts import Act, nothing, printing
from app.ui.filing.asking import Asking
from app.ui.filing.fields_shown import Spot
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, NobodyNamed
from app.ui.filing.shown import Card, Drawn, Facts, Lines, Shown, facts_of
from app.ui.pages import Desk, Target

GUARDIAN: Final = (
    "guardian_name", "guardian_relation", "guardian_phone", "guardianship_kind",
    "guardianship_level", "care_mode", "live_kind", "institution", "orphan_kind",
    "left_behind_kind", "no_ability_parent", "migrate_from", "home_frequency",
    "contact_frequency", "has_hukou", "body", "income_source", "aid_now", "programs",
    "welfare_card_no", "other_allowance", "other_amount", "after18_study", "remark",
)  # fmt: skip
FOUND: Final = ("found_way", "found_date", "end_date", "end_reason")
PLAN: Final = ("needs", "plan_text", "plan_owner", "plan_review", "services", "file_updated")
PERSON: Final = ("id_no", "sex", "birth_date", "nation", "live_addr", "health", "disab_type",
                 "disab_grade", "phone")  # fmt: skip
SCHOOL: Final = ("school_stage", "school", "grade_class", "boarding")
FORM: Final = "ertong_zoufang"
"""The form of a visit at a child's (E-22)."""
_RISKS: Final = {"1": "ok", "2": "warn", "3": "error"}


class ChildRegister(NobodyNamed):
    """Children, as ``filing.register.Register`` asks. ``role``: whose buttons these are."""

    noun = "child"
    title = "儿童"
    empty = "还没有登记过儿童。按“登记儿童”开始。"
    has_closed = True
    touched = frozenset(
        ("child", "child_check_in", "entrusted_care", "guardian_assessment", "parent_situation",
         "person")
    )  # fmt: skip

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        self._desk = desk
        self._pack = pack
        self._may_write = may(role, Action.CHILD_WRITE)
        self._may_report = may(role, Action.REPORT_CREATE)
        self._may_visit = may(role, Action.VISIT_WRITE)
        self._sees_homes = may(role, Action.HOUSEHOLD_READ)
        self._may_print = may(role, Action.PAPER_PRINT)
        asking = Asking(desk.divisions)
        self._acts = ChildActs(pack, asking)
        self._child_id = ""
        self._parents: dict[str, str] = {}
        self.columns = columns.children_columns(asking.village_name)
        self.filters = (
            Filter("类别", "按儿童类别筛选", _picks(CHILD_CATEGORY), _categories_of),
            Filter("风险", "按风险等级筛选", (*_picks(RISK), Pick("", "未评")),
                   lambda row: (row.risk,)),
            Filter("走访", "按走访情况筛选", (Pick("late", "已超期"), *_picks(ESCALATION)),
                   _states_of),
            Filter("村社区", "按村（社区）筛选", asking.village_picks(),
                   lambda row: (row.village_code or "",)),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The children; those overdue first."""
        found = child_list.list_children(work, self._pack, ChildQuery(is_closed=is_closed))
        late = sum(1 for row in found if row.overdue)
        words = f"走访超期{late}名，共{len(found)}名在册" if late else ""
        return Listed(found, "" if is_closed else words)

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> ChildFile:
        """The file; a click is audited."""
        verb = child_file.open_child_file if is_click else child_file.child_file
        return verb(work, self._pack, entry_id)

    def records(self, file: ChildFile) -> Mapping[str, RecordFile]:
        """What can be typed into, by id."""
        every = (file.record, file.person, *file.care, *file.parents)
        return {one.id: one for one in every}

    def adds(self) -> tuple[Act, ...]:
        """登记儿童."""
        return (self._acts.register(),) if self._may_write else ()

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value, by the verb that its record type has."""
        values = {spot.name: value}
        if spot.noun == "person":
            return children.set_school(work, self._child_id, values)
        if spot.noun == "entrusted_care":
            return child_care.set_care(work, self._pack, spot.id, values)
        if spot.noun == "parent_situation":
            return children.set_parent(work, self._child_id, self._parents[spot.id], values)
        return children.set_child(work, spot.id, values)

    def shown(self, file: ChildFile) -> Shown:
        """The file with the acts that this person may do now."""
        self._child_id = file.id
        self._parents = {one.id: str(one.value("which")) for one in file.parents}
        age = "" if file.age is None else f"　{file.age}岁"
        report = partial(self._begin_report, file)
        acts = (
            self._acts.of(file, partial(self._begin_form, file), report) if self._may_write else ()
        )
        reports = (self._acts.report(report),) if self._may_report else ()
        return Shown(
            file.id,
            f"{file.name}{age}",
            file.categories_text,
            self._marks(file),
            (*acts, *reports, *self._papers(file), *self._home(file)),
            self._cards(file),
        )

    # -- private -------------------------------------------------------------------------------

    def _marks(self, file: ChildFile) -> tuple[tuple[str, str], ...]:
        if file.is_closed:
            return ((f"已退出：{file.record.text('end_reason')}", "info"),)
        level = file.record.value("risk_level")
        risk = (
            f"{file.record.text('risk_level')}风险" if level else "风险未评",
            _RISKS.get(level, "info"),
        )
        found = [risk]
        if file.standing is not None:
            stands = file.standing
            due = f"下次走访 {columns.day_text(stands.due)}"
            found.append((stands.why, "error") if stands.why else (due, "info"))
        if not file.route.fits:
            found.append((f"{file.route.text}，类别里没有", "warn"))
        return tuple(found)

    def _home(self, file: ChildFile) -> tuple[Act, ...]:
        if not (self._sees_homes and file.household_id):
            return ()
        target = Target("household", file.household_id)
        return (Act("看这一户", nothing, icon="house", instead=lambda: self._desk.open(target)),)

    def _papers(self, file: ChildFile) -> tuple[Act, ...]:
        if not self._may_print:
            return ()
        return (printing(self._desk, "打印表格", Target("paper", file.id)),)

    def _begin_report(self, file: ChildFile) -> None:
        self._desk.open(Target("mandatory_report", "", "begin", {"child": file.id}))

    def _begin_form(self, file: ChildFile) -> None:
        more = {"form": FORM, "person": file.person_id}
        self._desk.open(Target("visit", file.household_id or "", "begin", more))

    def _cards(self, file: ChildFile) -> tuple[Card, ...]:
        edits = self._may_write and not file.is_closed
        day = today(self._desk.clock)
        return (
            Facts("监护和照护", facts_of(file.record, (*GUARDIAN, *FOUND),
                  asked=("guardian_name", "guardian_phone", "care_mode")), file.record,
                  GUARDIAN if edits else ()),
            Drawn("风险变化", lambda: RiskLine(file.risk, day)),
            Lines("走访记录", columns.CHECK_INS, file.check_ins, "还没有走访过。",
                  help_key="child_check_in"),
            Facts("本人和就学", facts_of(file.person, (*PERSON, *SCHOOL), asked=("school",)),
                  file.person, SCHOOL if edits else (), "修改就学情况"),
            *self._parent_cards(file, edits=edits),
            Lines("祖父母、外祖父母", columns.GRANDPARENTS, file.grandparents,
                  acts=(self._acts.of_grandparents(file),) if edits else ()),
            *self._care_cards(file, edits=edits),
            Facts("帮扶方案", facts_of(file.record, PLAN, asked=("plan_text", "plan_owner")),
                  file.record, PLAN if edits else ()),
            Lines("监护评估", columns.ASSESSMENTS, file.assessments, "还没有评估过。"),
        )  # fmt: skip

    def _parent_cards(self, file: ChildFile, *, edits: bool) -> list[Card]:
        found: list[Card] = []
        for which, word in PARENT_WORDS.items():
            record = parent_of(file, which)
            if record is not None:
                facts = facts_of(record, (*PARENT, "last_recheck"), asked=("situation",))
                found.append(Facts(word, facts, record, PARENT if edits else ()))
            elif edits:
                found.append(Facts(word, (), acts=(self._acts.of_parent(file, which),)))
        return found

    def _care_cards(self, file: ChildFile, *, edits: bool) -> list[Card]:
        acts = self._acts.of_care(file) if edits else ()
        current = next((one for one in file.care if not one.value("ended_on")), None)
        if current is not None:
            facts = facts_of(current, (*CARE, "caregiver_trouble", "last_contact"))
            fields = (*CARE, "caregiver_trouble") if edits else ()
            return [Facts("委托照护", facts, current, fields, acts=acts)]
        return [Lines("委托照护", columns.CARE, file.care, "没有委托照护。", acts)]


def _picks(pairs: Any) -> tuple[Pick, ...]:
    return tuple(Pick(code, text) for code, text in pairs)


def _categories_of(row: Any) -> tuple[str, ...]:
    return tuple(CHILD_CATEGORY.code_of(text) or "" for text in row.categories_text.split("、"))


def _states_of(row: Any) -> tuple[str, ...]:
    return tuple(filter(None, ("late" if row.overdue else "", row.level)))
