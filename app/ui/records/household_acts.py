"""分户、并户、迁村: what is done with a household as a whole, a form each, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from app.domain.codes import RELATION
from app.domain.divisions import Divisions
from app.services import household_moves, person_merge, rearranging
from app.services.household_file import HouseholdFile, MemberFile
from app.services.records import Saved
from app.services.search import Hit
from app.ui.filing.asking import REASON
from app.ui.filing.fields_shown import village_choices
from app.ui.records.member_moves import Move
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind, choices_of

_RELATION: Final = "relation_"
_WHY: Final = FieldDescription(REASON, "变动原因", most=200)


@dataclass(frozen=True)
class HouseholdAct:
    """One form: its ``fields``, the words on its button, and what comes of what was typed.

    ``shows``: the household whose file is open afterwards.
    """

    title: str
    fields: tuple[FieldDescription, ...]
    button: str
    move: Callable[[dict[str, Any]], Move]
    shows: str


def split(file: HouseholdFile) -> HouseholdAct:
    """Some leave and are a household of their own."""
    others = tuple(Choice(one.person_id, one.name) for one in file.members if not one.is_head)
    names = {one.code: one.label for one in others}

    def move(typed: dict[str, Any]) -> Move:
        head = typed["head_id"]
        leaving = {*(typed.get("person_ids") or ()), head}
        values = {name: typed[name] for name in ("group_name", "live_addr") if typed.get(name)}
        return Move(
            partial(
                household_moves.split_household,
                household_id=file.id,
                person_ids=tuple(leaving),
                head_id=head,
                values=values,
                reason=typed.get(REASON) or "",
            ),
            _back,
            f"已分户，新户主{names[head]}；请补填各人与新户主的关系",
        )

    fields = (
        FieldDescription("head_id", "新户主", Kind.CODE, others, is_required=True),
        FieldDescription("person_ids", "一起分出的人", Kind.CODES, others),
        FieldDescription("group_name", "新户的组", most=20),
        FieldDescription("live_addr", "新户的住址", most=200),
        _WHY,
    )
    return HouseholdAct("分户：谁分出去", fields, "办理分户", move, file.id)


def merge(file: HouseholdFile, into: Hit) -> HouseholdAct:
    """Everybody and everything goes to the household that ``into`` lives in."""
    whose = into.head_name or into.name
    relations = choices_of(RELATION)
    fields = tuple(
        FieldDescription(
            f"{_RELATION}{one.person_id}", f"{one.name}与{whose}的关系", Kind.CODE, relations
        )
        for one in file.members
    )
    into_id = into.household_id or ""

    def move(typed: dict[str, Any]) -> Move:
        chosen = {
            name.removeprefix(_RELATION): value
            for name, value in typed.items()
            if name.startswith(_RELATION) and value
        }
        return Move(
            partial(
                household_moves.merge_households,
                household_id=file.id,
                into_id=into_id,
                relations=chosen,
                reason=typed.get(REASON) or "",
            ),
            _back,
            f"已并入{whose}户",
        )

    return HouseholdAct(f"并入{whose}户", (*fields, _WHY), f"并入{whose}户", move, into_id)


def join(file: HouseholdFile, member: MemberFile, other: Hit) -> HouseholdAct:
    """Two files of one person: the other one stays in use, this one says whose it is."""

    def move(typed: dict[str, Any]) -> Move:
        return Move(
            partial(
                person_merge.merge_persons,
                person_id=member.person_id,
                into_id=other.person_id,
                reason=typed.get(REASON) or "",
            ),
            lambda saved: partial(rearranging.undo_rearrangement, act_id=saved.id),
            f"已归并：{member.name}今后用{other.name}（{other.id_masked or '无证件号'}）这份档案",
        )

    title = f"归并：{member.name}和{other.name}（{other.id_masked or '无证件号'}）是同一个人"
    return HouseholdAct(title, (_WHY,), "归并这两份档案，都保留", move, file.id)


def move_away(file: HouseholdFile, places: Divisions) -> HouseholdAct:
    """The household lives in another village from now on."""

    def move(typed: dict[str, Any]) -> Move:
        village = typed["village_code"]
        values = {name: typed.get(name) for name in ("group_name", "live_addr")}
        return Move(
            partial(
                household_moves.move_household,
                household_id=file.id,
                village_code=village,
                values=values,
                reason=typed.get(REASON) or "",
            ),
            _back,
            f"已迁到{places.full_name(village)}",
        )

    fields = (
        FieldDescription(
            "village_code", "迁往的村（社区）", Kind.PLACE, village_choices(places),
            is_required=True,
        ),
        FieldDescription("group_name", "组", most=20, hint="原来的组不再适用，不填就空着"),
        FieldDescription("live_addr", "住址", most=200, hint="新的住址，不填就空着"),
        _WHY,
    )  # fmt: skip
    return HouseholdAct("迁到另一个村（社区）", fields, "办理迁村", move, file.id)


def _back(saved: Saved) -> Callable[[Any], object]:
    return partial(rearranging.undo_last, household_id=saved.id)
