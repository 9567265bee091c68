"""What can be done for somebody in need of rescue: registration, search, identity, the steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from app.domain.codes_vagrants import IDENTIFIED_WAY
from app.domain.rule_pack import RulePack
from app.services import records, rescue_steps, rescues
from app.services.records import Saved
from app.services.rescue_file import RelativeLine, RescueFile
from app.services.rescue_steps import RescueStep
from app.ui.filing.acts import Act, Verb
from app.ui.filing.asking import REASON, Asking, parted, reason
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind, choices_of

LOOKS: Final = (
    "found_way", "found_place", "sex", "age_from", "age_to", "height_cm", "build", "marks",
    "clothes", "accent", "health_state", "mental_state", "intellect_state",
)  # fmt: skip
FOUND: Final = ("claimed_name", "claimed_addr", *LOOKS, "remark")
REGISTER: Final = (
    "claimed_name", "claimed_addr", "claimed_birth", *LOOKS, "language", "reason", "needs",
    "escort_unit", "escort_person", "escort_phone", "remark",
)  # fmt: skip
SEARCH: Final = (
    "notice_at", "notice_channels", "notice_renewed", "face_compared", "face_unit", "face_result",
    "dna_requested", "dna_sampled", "dna_sample_no", "dna_result_on", "dna_result",
    "family_contact", "family_phone", "willing_to_receive",
)  # fmt: skip
LEAVING: Final = (
    "way", "home_addr_code", "home_addr", "receiver_name", "receiver_id_no", "receiver_relation",
    "receiver_phone", "receiver_unit", "vehicle", "departed_at", "reached_at", "ticket_kind", "ticket_from", "ticket_to", "ticket_no",
    "ticket_value", "handed_over", "receiving_station", "township_told",
)  # fmt: skip
PLACING: Final = (
    "plan_reported", "plan_approved", "place_way", "institution", "placed_on", "given_name",
    "hukou_applied", "hukou_approved", "benefit_after", "has_insurance", "continues_search",
)  # fmt: skip
ASKS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "send_home": ("departure", LEAVING),
    "let_go": ("departure", ("home_addr", "ticket_kind", "ticket_no", "ticket_value")),
    "gone": ("departure", ("left_at",)),
    "resettle": ("resettlement", PLACING),
}
"""Action -> the record it fills in, and its fields."""
FILLED: Final[Mapping[str, frozenset[str]]] = {
    "send_home": frozenset(("home_known", "received_by_somebody")),
    "resettle": frozenset(("plan_approved",)),
}
"""Action -> guards that what it asks for can meet: they do not grey the button."""
ELSEWHERE: Final = frozenset(("register", "identify"))
"""Steps with a form of their own."""
ICONS: Final[Mapping[str, str]] = {
    "admit": "house", "search": "search", "send_home": "visit", "let_go": "right",
    "send_to_hospital": "add", "discharge": "back", "resettle": "house", "close": "done",
    "refuse": "close", "hand_to_township": "people",
}  # fmt: skip
_GUARD: Final = "guard_"


class RescueActs:
    """The acts, with the rules in force and what one laptop asks with."""

    def __init__(self, pack: RulePack, asking: Asking) -> None:
        self._pack = pack
        self._asking = asking

    def register(self) -> Act:
        """求助登记 by the station; no name is needed."""
        return Act(
            "登记求助人员",
            lambda typed: partial(rescues.register_vagrant, values=typed),
            self._asking.fields("vagrant", REGISTER),
            title="求助登记：不知道的空着，看到什么写什么",
            button="完成求助登记",
            opens=True,
            said="已登记",
        )

    def report(self) -> Act:
        """街面发现 by the township."""
        return Act(
            "登记街面发现",
            lambda typed: partial(rescues.report_found, values=typed),
            self._asking.fields("vagrant", FOUND, needed=("found_place",)),
            title="街面发现：看到什么写什么，同时联系救助站",
            button="登记这次发现",
            opens=True,
            said="已登记，请联系县救助管理站",
        )

    def of(self, file: RescueFile) -> tuple[Act, ...]:
        """What this person may do now."""
        found = list(self._steps(file))
        if file.may_write:
            if file.state == "FOUND":
                found.insert(0, self._take_over(file))
            if not file.is_known:
                found.append(self._identify(file))
                if file.person is None:
                    found.append(self._open_unknown(file))
        return tuple(found)

    def of_search(self, file: RescueFile) -> tuple[Act, ...]:
        """寻亲 begun, where there is none yet."""
        if not file.may_write or file.search is not None:
            return ()
        return (
            Act(
                "登记寻亲",
                lambda typed: partial(rescues.note_search, vagrant_id=file.id, values=typed),
                self._asking.fields("family_search", SEARCH),
                button="登记寻亲情况",
            ),
        )

    def of_clues(self, file: RescueFile) -> tuple[Act, ...]:
        """One more clue."""
        if not file.may_write:
            return ()
        return (
            Act(
                "添加线索",
                lambda typed: partial(rescues.add_clue, vagrant_id=file.id, **typed),
                (
                    FieldDescription("content", "线索内容", most=300, is_required=True),
                    FieldDescription("result", "核查结果", most=300),
                ),
                button="添加这条线索",
            ),
        )

    def of_relatives(self, file: RescueFile) -> tuple[Act, ...]:
        """One more to be told, and one less."""
        if not file.may_write:
            return ()
        add = Act(
            "添加亲属",
            lambda typed: partial(
                rescues.add_relative,
                vagrant_id=file.id,
                **{name: value or "" for name, value in typed.items()},
            ),
            (
                FieldDescription("name", "姓名", most=50, is_required=True),
                FieldDescription("relation", "与本人关系", most=30),
                FieldDescription("phone", "电话", most=20),
                FieldDescription("address", "住址或联系地址", most=200),
            ),
            button="添加这名亲属",
            icon="add",
        )
        known = tuple(Choice(one.id, named(one)) for one in file.relatives)
        drop = Act(
            "删去亲属",
            lambda typed: partial(
                rescues.drop_relative, vagrant_id=file.id, place=int(typed["place"])
            ),
            (FieldDescription("place", "删去哪一名", Kind.CODE, known, is_required=True),),
            button="删去这名亲属",
        )
        return (add, drop) if known else (add,)

    def of_plan(self, file: RescueFile) -> tuple[Act, ...]:
        """A plan for somebody whose family is not found: reported first, approved later."""
        if not file.may_write or file.state != "STRANDED" or file.resettlement is not None:
            return ()

        def verb(typed: dict[str, Any]) -> Verb:
            values = {**typed, "vagrant_id": file.id}
            return lambda work: records.put(work, "resettlement", values)

        fields = self._asking.fields("resettlement", PLACING)
        return (Act("登记安置方案", verb, fields, button="登记安置方案"),)

    def belongings(self, file: RescueFile) -> Act:
        """What somebody carried; also that it was nothing."""
        before = file.record.value("belongings") or ()
        shown = "、".join(f"{one.get('name', '')}" for one in before)

        def verb(typed: dict[str, Any]) -> Verb:
            names = str(typed.get("belongings") or "").replace("，", "、").split("、")
            items = [{"name": one.strip()} for one in names if one.strip() not in {"", "无"}]
            values = {"belongings": items}
            return partial(rescues.set_vagrant, vagrant_id=file.id, values=values)

        asked = FieldDescription(
            "belongings", "随身物品", hint="用顿号隔开；没有物品写“无”", is_required=True
        )
        return Act("清点随身物品", verb, (asked,), button="登记随身物品", icon="check",
                   values={"belongings": shown or None})  # fmt: skip

    # -- each ----------------------------------------------------------------------------------

    def _take_over(self, file: RescueFile) -> Act:
        record = file.record
        known = {name: record.value(name) for name in REGISTER if record.value(name) is not None}

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(rescues.register_vagrant, values=typed, vagrant_id=file.id)

        return Act(
            "求助登记",
            verb,
            self._asking.fields("vagrant", REGISTER),
            button="完成求助登记",
            icon="edit",
            is_primary=True,
            values=known,
            said="已登记",
        )

    def _identify(self, file: RescueFile) -> Act:
        way = FieldDescription(
            "way", IDENTIFIED_WAY.title, Kind.CODE, choices_of(IDENTIFIED_WAY), is_required=True
        )

        def verb(typed: dict[str, Any]) -> Verb:
            own, person = parted(typed)
            return partial(self._known, file, own["way"], own.get("person_id"), person)

        return Act(
            "身份查明",
            verb,
            (way,),
            title=f"{file.name}是谁",
            button="登记身份查明",
            icon="person",
            asks_person=True,
            new_person=self._asking.new_person(),
            said="身份已登记；原来登记的内容都保留着",
        )

    def _known(
        self,
        file: RescueFile,
        way: str,
        person_id: str | None,
        person: Mapping[str, Any] | None,
        work: Any,
    ) -> Saved:
        """Say who it is; where the step of the same name can be taken, it is taken with it."""
        saved = rescues.identify(work, file.id, way=way, person_id=person_id, person=person)
        if any(one.action == "identify" and one.is_mine for one in file.steps):
            _ = rescue_steps.take_rescue_step(work, self._pack, file.id, "identify")
        return saved

    @staticmethod
    def _open_unknown(file: RescueFile) -> Act:
        return Act(
            "建立无名氏档案",
            lambda _typed: partial(rescues.open_unknown_file, vagrant_id=file.id),
            icon="file",
            said="已建立无名氏档案；查明身份后会并到本人的档案",
        )

    def _steps(self, file: RescueFile) -> list[Act]:
        mine = [one for one in file.steps if one.is_mine and one.action not in ELSEWHERE]
        if file.is_known:
            mine += [one for one in file.steps if one.is_mine and one.action == "identify"]
        return [self._step(file, one) for one in mine]

    def _step(self, file: RescueFile, step: RescueStep) -> Act:
        noun, names = ASKS.get(step.action, ("", ()))
        fields = self._asking.fields(noun, names) if noun else ()
        vouched = tuple(
            FieldDescription(f"{_GUARD}{guard}", "本人已签声明，我确认", Kind.FLAG,
                             is_required=True)
            for guard in step.may_attest
        )  # fmt: skip
        asks = (reason("理由"),) if step.asks_reason else ()
        return Act(
            step.label,
            self._take(file.id, step.action),
            (*fields, *vouched, *asks),
            title=f"{step.label}：{file.name}",
            button=f"{step.label}，转为“{step.to_text}”",
            icon=ICONS.get(step.action, "right"),
            why_not=_why_not(step),
            said=f"已办理，现在是“{step.to_text}”",
            source=step.source,
        )

    def _take(self, vagrant_id: str, action: str) -> Callable[[dict[str, Any]], Verb]:
        def verb(typed: dict[str, Any]) -> Verb:
            guards = {name: value for name, value in typed.items() if name.startswith(_GUARD)}
            return partial(
                rescue_steps.take_rescue_step,
                pack=self._pack,
                vagrant_id=vagrant_id,
                action=action,
                values={
                    name: value
                    for name, value in typed.items()
                    if name not in guards and name != REASON and value is not None
                },
                attested=[name.removeprefix(_GUARD) for name, value in guards.items() if value],
                reason=typed.get(REASON) or "",
            )

        return verb


def _why_not(step: RescueStep) -> str:
    """What is wanting that the step's own form does not ask for."""
    asked = FILLED.get(step.action, frozenset()) | frozenset(step.may_attest)
    return "；".join(text for guard, text in step.wanting.items() if guard not in asked)


def named(one: RelativeLine) -> str:
    """李某（弟）."""
    return f"{one.name}（{one.relation}）" if one.relation else one.name
