"""儿童主任 of the villages: who is missing, who was trained; appointed and corrected here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from app.domain.permissions import Action, may
from app.services import child_directors
from app.services.child_directors import DirectorFile
from app.services.records import Saved
from app.ui.filing.acts import Act, Verb
from app.ui.filing.asking import REASON, Asking, reason
from app.ui.filing.fields_shown import Spot, village_choices
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, NobodyNamed
from app.ui.filing.shown import Facts, Shown, facts_of
from app.ui.pages import Desk
from app.ui.widgets.cards import ShownValue
from app.ui.widgets.columns import Column
from app.ui.widgets.editors.description import FieldDescription, Kind

NOUN: Final = "account"
FIELDS: Final = ("name", "phone", "appointed_on", "trained_on")
VILLAGE: Final = "village"


class DirectorRegister(NobodyNamed):
    """As ``filing.register.Register`` asks; a village without one is a row too."""

    noun = NOUN
    title = "儿童主任"
    empty = "没有村（社区）。"
    has_closed = False
    touched = frozenset((NOUN,))

    def __init__(self, desk: Desk, *, role: str) -> None:
        self._desk = desk
        self._asking = Asking(desk.divisions)
        self._may_write = may(role, Action.ACCOUNT_WRITE)
        village = self._asking.village_name
        self.columns = (
            Column("name", "姓名", lambda row: row.name, "没有儿童主任",
                   tone=lambda row: "error" if row.is_missing else ""),
            Column("village", "村社区", lambda row: village(row.village_code), "顺昌社区"),
            Column("trained", "新任职培训", _trained, "2026年11月23日",
                   tone=lambda row: "" if row.trained_on or row.is_missing else "warn"),
        )  # fmt: skip
        picks = (Pick("missing", "没有儿童主任"), Pick("untrained", "没有培训"))
        self.filters = (Filter("缺什么", "按缺什么筛选", picks, _wanting),)

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """Every village, those without first."""
        del is_closed
        found = child_directors.list_directors(work, self._desk.divisions)
        missing = sum(row.is_missing for row in found)
        words = f"{missing}个村（社区）没有儿童主任" if missing else "村村都有儿童主任"
        return Listed(found, words, len(found) - missing, len(found))

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> DirectorFile:
        """One of them."""
        del is_click
        return child_directors.director_file(work, entry_id)

    def records(self, file: DirectorFile) -> Mapping[str, Any]:
        """What can be typed into."""
        return {file.record.id: file.record} if file.record is not None else {}

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value."""
        return child_directors.put(work, spot.id, {spot.name: value})

    def adds(self) -> tuple[Act, ...]:
        """Somebody is appointed."""
        return (self._appoint(""),) if self._may_write else ()

    def shown(self, file: DirectorFile) -> Shown:
        """The person, or what is missing and the button for it."""
        place = self._desk.divisions.full_name(file.village_code)
        if file.record is None:
            acts = (self._appoint(file.id),) if self._may_write else ()
            facts = (ShownValue("missing", "儿童主任", "还没有登记", tone="warn"),)
            mark = (("没有儿童主任", "error"),)
            return Shown(file.id, self._asking.village_name(file.id), place, mark, acts,
                         (Facts("配备情况", facts),))  # fmt: skip
        shown = facts_of(file.record, FIELDS, asked=FIELDS[1:])
        edits = FIELDS if self._may_write else ()
        card = Facts("儿童主任", shown, file.record, edits)
        return Shown(file.id, file.record.text("name"), place, (), tuple(self._acts(file)), (card,))

    def _acts(self, file: DirectorFile) -> Iterator[Act]:
        if self._may_write:
            yield Act(
                "不再担任",
                lambda typed: partial(child_directors.dismiss, row_id=file.id,
                                      reason=typed[REASON]),
                (reason("原因"),),
                button="不再担任儿童主任",
                icon="close",
                said="已登记不再担任",
            )  # fmt: skip

    def _appoint(self, village: str) -> Act:
        where = FieldDescription(
            VILLAGE, "负责的村（社区）", Kind.PLACE, village_choices(self._desk.divisions),
            is_required=True,
        )  # fmt: skip
        fields = (where, *self._asking.fields(NOUN, FIELDS, needed=("name",)))
        return Act(
            "登记儿童主任",
            _appointing,
            fields,
            button="登记这位儿童主任",
            icon="add",
            is_primary=True,
            values={VILLAGE: village} if village else {},
            said="已登记",
            opens=True,
        )


def _appointing(typed: dict[str, Any]) -> Verb:
    values = {name: value for name, value in typed.items() if name != VILLAGE}
    return partial(child_directors.appoint, village=typed[VILLAGE], values=values)


def _trained(row: Any) -> str:
    day: date | None = row.trained_on
    if row.is_missing:
        return ""
    return f"{day.year}年{day.month}月{day.day}日" if day else "没有"


def _wanting(row: Any) -> tuple[str, ...]:
    if row.is_missing:
        return ("missing",)
    return () if row.trained_on else ("untrained",)
