"""救助登记: who is helped and how long; one file with search, identity, the way home, the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.domain.codes_vagrants import RESCUE_STATE
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.services import records, rescue_file, rescue_list, rescues
from app.services.fields import RecordFile
from app.services.records import Saved
from app.services.rescue_file import RescueFile
from app.services.rescue_list import ENDED
from app.ui.filing.acts import Act, nothing, printing
from app.ui.filing.asking import Asking
from app.ui.filing.fields_shown import Spot
from app.ui.filing.filter_chip import Pick
from app.ui.filing.register import Filter, Listed, NobodyNamed
from app.ui.filing.shown import Card, Drawn, Facts, Lines, Shown, facts_of
from app.ui.pages import Desk, Target
from app.ui.rescue.acts import LEAVING, PLACING, REGISTER, SEARCH, RescueActs
from app.ui.rescue.photos import WORDS, PhotoRow
from app.ui.widgets.columns import Column

LOOKS: Final = (
    "sex", "age_from", "age_to", "height_cm", "weight_kg", "build", "face", "hair", "eyes",
    "teeth", "marks", "accent", "language", "literacy", "clothes", "health_state",
    "mental_state", "intellect_state", "injury", "infectious", "drunk_drug",
)  # fmt: skip
SAID: Final = (
    "claimed_name", "claimed_addr", "claimed_birth", "reason", "needs", "enjoyed_aid",
    "helped_before", "history", "answer", "refusal", "hospital", "search_reported",
    "police_query", "fingerprint_at", "remark",
)  # fmt: skip
CAME: Final = (
    "reg_no", "arrived_at", "found_way", "found_place", "escort_unit", "escort_person",
    "escort_phone",
)  # fmt: skip
PERSON: Final = ("name", "id_no", "sex", "birth_date", "phone", "hukou_addr", "live_addr")
LONG_STAY: Final = 10
"""Days after which a stay is told of (VG-STAY)."""
CLUES: Final = (
    Column("at", "日期", lambda row: row.at, "2026-11-23"),
    Column("content", "线索", lambda row: row.content, "自述家住忠县，会说几个地名"),
    Column("result", "核查结果", lambda row: row.result, "已联系当地派出所"),
)

RELATIVES: Final = (
    Column("name", "姓名", lambda row: row.name, "欧阳建国"),
    Column("relation", "与本人关系", lambda row: row.relation, "姐姐"),
    Column("phone", "电话", lambda row: row.phone, "13900000008"),
    Column("address", "住址或联系地址", lambda row: row.address, "四川省大竹县竹阳街道"),
)


class RescueRegister(NobodyNamed):
    """As ``filing.register.Register`` asks. ``role``: whose buttons these are."""

    noun = "vagrant"
    title = "救助登记"
    empty = "现在没有救助中的人员。"
    has_closed = True

    def __init__(self, desk: Desk, *, pack: RulePack, role: str) -> None:
        self._desk = desk
        self._pack = pack
        self._role = role
        self._vagrant_id = ""
        self._acts = RescueActs(pack, Asking(desk.divisions))
        self.touched = frozenset(
            ("vagrant", "family_search", "departure", "resettlement", "return_entry", "person")
        )
        self.columns = (
            Column("name", "姓名", lambda row: row.name, "自称欧阳建国",
                   tone=lambda row: "" if row.is_known else "warn"),
            Column("looks", "性别年龄", lambda row: row.looks, "女，45至55岁"),
            Column("state", "状态", lambda row: row.state_text, "自行离站"),
            Column("days", "已住", lambda row: "" if row.days is None else f"{row.days}天", "100天",
                   is_number=True, order=lambda row: row.days or 0,
                   tone=lambda row: "error" if (row.days or 0) > LONG_STAY else ""),
            Column("identity", "身份", lambda row: row.identity_text, "自述待核"),
            Column("number", "登记编号", lambda row: row.reg_no, "L2026102123456"),
        )  # fmt: skip
        picks = tuple(Pick(code, text) for code, text in RESCUE_STATE if code not in ENDED)
        self.filters = (
            Filter("状态", "按救助状态筛选", picks, lambda row: (row.state,)),
            Filter("身份", "按身份是否查明筛选", (Pick("no", "身份不明"), Pick("yes", "身份已明")),
                   lambda row: ("yes" if row.is_known else "no",)),
            Filter("未成年", "只看未成年人", (Pick("yes", "未成年人"),),
                   lambda row: ("yes",) if row.is_minor else ()),
        )  # fmt: skip

    def rows(self, work: Any, *, is_closed: bool) -> Listed:
        """The registrations; the longest stay first."""
        found = rescue_list.list_rescues(work, is_closed=is_closed)
        unknown = sum(1 for row in found if not row.is_known)
        words = f"{len(found)}人，其中身份不明{unknown}人" if found and not is_closed else ""
        return Listed(found, words)

    def file(self, work: Any, entry_id: str, *, is_click: bool) -> RescueFile:
        """The file; a click is audited."""
        verb = rescue_file.open_rescue_file if is_click else rescue_file.rescue_file
        return verb(work, self._pack, entry_id, places=self._desk.divisions)

    def records(self, file: RescueFile) -> Mapping[str, RecordFile]:
        """What can be typed into, by id."""
        every = (file.record, file.search, file.departure, file.resettlement)
        return {one.id: one for one in every if one is not None}

    def write(self, work: Any, spot: Spot, value: Any) -> Saved:
        """Put one value, by the verb that its record type has."""
        values = {spot.name: value}
        if spot.noun == "family_search":
            return rescues.note_search(work, self._vagrant_id, values)
        if spot.noun != self.noun:
            return records.put(work, spot.noun, values, spot.id)
        return rescues.set_vagrant(work, spot.id, values)

    def adds(self) -> tuple[Act, ...]:
        """The station registers; the township tells of somebody in the street."""
        if may(self._role, Action.VAGRANT_WRITE):
            return (self._acts.register(),)
        return (self._acts.report(),) if may(self._role, Action.RETURN_WRITE) else ()

    def shown(self, file: RescueFile) -> Shown:
        """The file with the acts that this person may do now."""
        self._vagrant_id = file.id
        may_act = may(self._role, Action.RETURN_WRITE)
        acts = self._acts.of(file) if may_act else ()
        return Shown(
            file.id,
            file.name,
            f"{file.looks}　{file.record.text('reg_no')}".strip(),
            self._marks(file),
            (*acts, *self._papers(file), *self._ledger(file)),
            self._cards(file),
        )

    # -- private -------------------------------------------------------------------------------

    def _marks(self, file: RescueFile) -> tuple[tuple[str, str], ...]:
        found = [(file.state_text, "info")]
        if not file.is_known:
            found.append(("身份还没有查明", "warn"))
        if file.record.value("is_minor"):
            found.append(("未成年人", "warn"))
        return tuple(found)

    def _papers(self, file: RescueFile) -> tuple[Act, ...]:
        if not may(self._role, Action.PAPER_PRINT):
            return ()
        return (printing(self._desk, "打印表格", Target("paper", file.id)),)

    def _ledger(self, file: RescueFile) -> tuple[Act, ...]:
        if file.return_id is None:
            return ()
        target = Target("return_entry", file.return_id)
        return (Act("看返乡台账", nothing, icon="people", instead=lambda: self._desk.open(target)),)

    def _cards(self, file: RescueFile) -> tuple[Card, ...]:
        edits = file.may_write and file.state not in ENDED
        record = file.record
        items = record.value("belongings")
        carried = "、".join(str(one.get("name", "")) for one in items or ()) or "没有物品"
        said = facts_of(record, (*CAME, *SAID), asked=("reason", "needs"))
        cards: list[Card] = [
            Facts("看到的样子", facts_of(record, LOOKS, asked=("age_from", "marks", "clothes")),
                  record, LOOKS if edits else ()),
            Drawn("照片", lambda: self._photos(file, may_add=edits)),
            Facts("求助和来历", said, record,
                  (*SAID, *(name for name in REGISTER if name in CAME)) if edits else ()),
            Lines("随身物品" if items is None else f"随身物品：{carried}", (), (),
                  "还没有清点。" if items is None else "已清点。",
                  (self._acts.belongings(file),) if edits else ()),
        ]  # fmt: skip
        acts = self._acts.of_relatives(file) if edits else ()
        cards.append(Lines("亲属和联系人", RELATIVES, file.relatives, "还没有登记亲属。", acts))
        if file.person is not None:
            cards.append(Facts("人员档案", facts_of(file.person, PERSON), file.person))
        cards += self._search_cards(file, edits=edits)
        cards += self._way_cards(file, edits=edits)
        return tuple(cards)

    def _photos(self, file: RescueFile, *, may_add: bool) -> PhotoRow:
        has = frozenset(name for name in WORDS if file.record.value(name))
        return PhotoRow(self._desk, file.id, has, may_add=may_add)

    def _search_cards(self, file: RescueFile, *, edits: bool) -> list[Card]:
        found: list[Card] = []
        if file.search is not None:
            facts = facts_of(file.search, (*SEARCH, "identified_on", "identified_way"))
            found.append(Facts("寻亲", facts, file.search, SEARCH if edits else ()))
        elif edits:
            found.append(Facts("寻亲", (), acts=self._acts.of_search(file)))
        acts = self._acts.of_clues(file) if edits else ()
        found.append(Lines("线索", CLUES, file.clues, "还没有线索。", acts))
        return found

    def _way_cards(self, file: RescueFile, *, edits: bool) -> list[Card]:
        found: list[Card] = []
        if file.departure is not None:
            shown = facts_of(file.departure, ("left_at", *LEAVING), asked=("home_addr",))
            fields = LEAVING if edits else ()
            found.append(Facts("离站返乡", shown, file.departure, fields))
        if file.resettlement is not None:
            shown = facts_of(file.resettlement, PLACING, asked=("plan_approved",))
            fields = PLACING if edits else ()
            found.append(Facts("滞留安置", shown, file.resettlement, fields))
        elif acts := self._acts.of_plan(file):
            found.append(Facts("滞留安置", (), acts=acts))
        return found
