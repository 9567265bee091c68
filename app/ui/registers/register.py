"""One light register: its list, its files, and what may be done, from its row in ``kinds``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from app.domain.clock import today
from app.domain.half_years import round_of
from app.domain.months import day_text
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import care_calls, light_registers, records, register_file, register_list
from app.services.fields import RecordFile
from app.services.records import Saved
from app.services.register_file import EntryFile
from app.ui.filing.acts import Act, Verb, nothing, printing
from app.ui.filing.asking import REASON, Asking, parted, reason
from app.ui.filing.fields_shown import Spot
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, NobodyNamed
from app.ui.filing.shown import Card, Facts, Lines, Shown, facts_of
from app.ui.pages import Desk, Target
from app.ui.registers.kinds import SAMPLES, Kind, field_text
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import FieldDescription, choices_of
from app.ui.widgets.editors.description import Kind as Typed

PERSON: Final = (
    "id_no", "sex", "birth_date", "phone", "live_addr", "health", "disab_type", "disab_grade",
    "disab_no", "disab_expiry", "self_care",
)  # fmt: skip
CALLS: Final = (
    Column("day", "日期", lambda row: day_text(row.day), "2026年11月23日"),
    Column("text", "方式", lambda row: row.text, "上门，未见（外出）"),
    Column("counts", "有效", lambda row: "计入" if row.counts else "不计", "不计",
           tone=lambda row: "" if row.counts else "warn"),
    Column("who", "走访人", lambda row: row.callers, "周经办、陈副手"),
    Column("said", "情况和处理", lambda row: row.said, "身体尚可，用电线路老化已报修"),
)  # fmt: skip


class LightRegister(NobodyNamed):
    """As ``filing.register.Register`` asks. ``role``: whose buttons these are."""

    def __init__(self, desk: Desk, kind: Kind, *, pack: RulePack, role: str) -> None:
        self._desk = desk
        self._kind = kind
        self._pack = pack
        self._asking = Asking(desk.divisions)
        self._may_write = may(role, kind.write)
        self._may_call = bool(kind.call) and self._may_write and may(role, Action.TASK_WRITE)
        self._may_print = may(role, Action.PAPER_PRINT)
        self._sees_homes = may(role, Action.HOUSEHOLD_READ)
        self.noun = kind.noun
        self.title = kind.title
        self.empty = f"还没有登记过{kind.title}。"
        self.has_closed = True
        self.touched = frozenset((kind.noun, "care_call", "person", "household"))
        self.columns = self._columns()
        self.filters = self._filters()

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The entries, and how far the round or the month has come."""
        found = register_list.list_entries(
            work, self.noun, is_closed=is_closed, places=self._desk.divisions
        )
        found = tuple(sorted(found, key=self._order))
        progress = _PROGRESS.get(self.noun)
        if progress is None or is_closed:
            return Listed(found)
        come = progress(work)
        words = f"{come.name}：{come.done}/{come.total}（{come.percent}%）"
        return Listed(found, words, come.done, come.total)

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> EntryFile:
        """The file; a click is audited."""
        verb = register_file.open_entry if is_click else register_file.entry_file
        return verb(work, self.noun, entry_id, places=self._desk.divisions)

    def records(self, file: EntryFile) -> Mapping[str, RecordFile]:
        """What can be typed into."""
        return {file.id: file.record}

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value."""
        return records.put(work, self.noun, {spot.name: value}, spot.id)

    def adds(self) -> tuple[Act, ...]:
        """Somebody is entered."""
        if not self._may_write:
            return ()
        return (
            Act(
                f"登记{self.title}",
                self._enter,
                self._asking.fields(self.noun, self._kind.first, needed=self._kind.first[:1]),
                button=f"登记{self._kind.whom}",
                asks_person=True,
                new_person=() if self._kind.is_household else self._asking.new_person(),
                opens=True,
                said="已登记",
            ),
        )

    def shown(self, file: EntryFile) -> Shown:
        """The file with the acts that this person may do now."""
        age = "" if file.age is None or self._kind.is_household else f"　{file.age}岁"
        title = f"{file.name}户" if self._kind.is_household else f"{file.name}{age}"
        return Shown(
            file.id,
            title,
            file.place,
            self._marks(file),
            self._acts(file),
            self._cards(file),
        )

    # -- private -------------------------------------------------------------------------------

    def _order(self, row: Any) -> date:
        """Who is to be seen first stands first; who was never seen before all others."""
        value = row.record.value(self._kind.due) if self._kind.due else None
        return value or (date.max if self._kind.due.startswith("next_") else date.min)

    def _enter(self, typed: dict[str, Any]) -> Verb:
        values, person = parted(typed)
        home = values.pop("household_id", None)
        if self._kind.is_household:
            values = {"household_id": home} | {
                name: value for name, value in values.items() if name != "person_id"
            }
            return lambda work: light_registers.enter(work, self.noun, self._pack, values)
        return lambda work: light_registers.enter(work, self.noun, self._pack, values, person)

    def _acts(self, file: EntryFile) -> tuple[Act, ...]:
        found: list[Act] = []
        if self._may_call and not file.is_closed:
            found.append(self._call(file))
        if self._may_write:
            found.append(self._reopen(file) if file.is_closed else self._close(file))
        paper = self._kind.paper or (self._kind.call_paper if file.calls else None)
        if self._may_print and paper is not None:
            words, code = paper
            found.append(printing(self._desk, words, Target("paper", file.id, code)))
        if self._sees_homes and file.household_id:
            target = Target("household", file.household_id)
            found.append(
                Act("看这一户", nothing, icon="house", instead=lambda: self._desk.open(target))
            )
        return tuple(found)

    def _call(self, file: EntryFile) -> Act:
        def verb(typed: dict[str, Any]) -> Verb:
            return partial(
                care_calls.log_call,
                pack=self._pack,
                noun=self.noun,
                entry_id=file.id,
                values=typed,
            )

        return Act(
            self._kind.call_words,
            verb,
            self._asking.fields("care_call", self._kind.call, needed=("met",)),
            title=f"{self._kind.call_words}：{file.name}",
            button=self._kind.call_words,
            icon="visit",
            is_primary=True,
            values={"way": "1", "day": today(self._desk.clock)},
            said="已登记",
        )

    def _close(self, file: EntryFile) -> Act:
        ends = self._kind.ends
        why = (
            reason("办结说明" if self.noun == "referral" else "退出原因")
            if ends is None
            else FieldDescription(
                REASON, ends.title, Typed.CODE, choices_of(ends), is_required=True
            )
        )
        noun = self.noun
        return Act(
            self._kind.leaving,
            lambda typed: lambda work: light_registers.close_entry(work, noun, file.id, **typed),
            (why, FieldDescription("day", "日期", Typed.DAY)),
            button=self._kind.leaving,
            icon="close",
            said=f"{file.name}已{self._kind.leaving}",
            back=lambda _saved: lambda work: light_registers.reopen_entry(work, noun, file.id),
        )

    def _reopen(self, file: EntryFile) -> Act:
        noun = self.noun
        return Act(
            "恢复在册",
            lambda _typed: lambda work: light_registers.reopen_entry(work, noun, file.id),
            icon="undo",
            said=f"{file.name}已恢复在册",
        )

    def _marks(self, file: EntryFile) -> tuple[tuple[str, str], ...]:
        if file.is_closed:
            word = "已办结" if self.noun == "referral" else "已退出"
            return ((f"{word}：{file.record.text('end_reason')}", "info"),)
        day = today(self._desk.clock)
        if self.noun == "wanderer":
            is_done = file.record.text("survey_round") == round_of(day)
            return (("本半年已排查", "ok") if is_done else ("本半年还没有排查", "warn"),)
        due: date | None = file.record.value("next_call") if self.noun == "elder" else None
        if due is None:
            return ()
        late = (day - due).days
        return (
            (f"探访超期{late}天", "error") if late > 0 else (f"下次探访 {day_text(due)}", "info"),
        )

    def _cards(self, file: EntryFile) -> tuple[Card, ...]:
        edits = self._kind.fields if self._may_write and not file.is_closed else ()
        own = facts_of(file.record, self._kind.shown, asked=self._kind.asked)
        cards: list[Card] = [Facts("登记情况", own, file.record, edits)]
        if self._kind.call:
            cards.append(
                Lines("探访记录", CALLS, file.calls, "还没有探访过。", help_key="care_call")
            )
        if file.person is not None and not self._kind.is_household:
            facts = facts_of(file.person, PERSON)
            cards.append(Facts("本人", facts, file.person))
        return tuple(cards)

    def _columns(self) -> tuple[Column, ...]:
        kind = self._kind
        found = [Column("name", "户主" if kind.is_household else "姓名",
                        lambda row: row.name, "买买提·艾力")]  # fmt: skip
        if not kind.is_household:
            found.append(Column("age", "性别年龄", _sex_age, "女 100岁",
                                order=lambda row: row.age or 0))  # fmt: skip
        notes = {note.name: note.label for note in records.field_notes(self.noun)}
        names = [kind.sorts[0]] if kind.sorts else []
        names += [name for name in (kind.due, "amount", "receiver") if name in notes]
        if kind.due in names:
            found.append(self._due(notes[kind.due]))
            names.remove(kind.due)
        village = self._asking.village_name
        found.append(Column("village", "村社区", lambda row: village(row.village_code), "顺昌社区"))
        found += [
            Column(name, notes[name], field_text(name), SAMPLES.get(name, "2026年11月23日"))
            for name in names
        ]
        return tuple(found)

    def _due(self, label: str) -> Column:
        name, day = self._kind.due, today(self._desk.clock)
        is_planned = name.startswith("next_")

        def tone(row: Any) -> str:
            value = row.record.value(name)
            return "error" if is_planned and value is not None and value < day else ""

        return Column(name, label, field_text(name), "2026年11月23日", tone=tone,
                      order=lambda row: row.record.value(name) or date.min)  # fmt: skip

    def _filters(self) -> tuple[Filter, ...]:
        found: list[Filter] = []
        if self._kind.sorts is not None:
            name, codes = self._kind.sorts
            picks = tuple(Pick(code, text) for code, text in codes)
            found.append(Filter("类别", "按类别筛选", picks, partial(_codes_of, name)))
        if self.noun == "wanderer":
            code = round_of(today(self._desk.clock))
            picks = (Pick("yes", "本半年已排查"), Pick("no", "本半年未排查"))
            found.append(Filter("排查", "按本半年是否排查筛选", picks, partial(_surveyed, code)))
        found.append(
            Filter("村社区", "按村（社区）筛选", self._asking.village_picks(),
                   lambda row: (row.village_code or "",))
        )  # fmt: skip
        return tuple(found)


_PROGRESS: Final[Mapping[str, Any]] = {
    "wanderer": light_registers.survey_progress,
    "elder": light_registers.elder_visit_rate,
    "monitored_household": light_registers.monitor_progress,
    "disability_subsidy": light_registers.subsidy_reviews,
    "left_behind_woman": light_registers.woman_visits,
    "referral": light_registers.referral_replies,
}
"""Noun -> how far its round or month has come."""


def _sex_age(row: Any) -> str:
    return f"{row.sex_text} {'' if row.age is None else f'{row.age}岁'}".strip()


def _codes_of(name: str, row: Any) -> tuple[str, ...]:
    value: list[str] | str | None = row.record.value(name)
    return tuple(value) if isinstance(value, list) else (value or "",)


def _surveyed(code: str, row: Any) -> tuple[str, ...]:
    return ("yes" if row.record.text("survey_round") == code else "no",)
