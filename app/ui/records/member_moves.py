"""What is done with a member as a whole, each with the way back that the undo bar offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.services import households, members, rearranging
from app.services.household_file import HouseholdFile, MemberFile
from app.services.records import Saved

Verb = Callable[[Any], object]


@dataclass(frozen=True)
class Move:
    """``do`` it; ``back`` gives the verb that undoes what was saved; ``sentence`` says it is done,
    ``title`` what it is."""

    do: Callable[[Any], Saved]
    back: Callable[[Saved], Verb]
    sentence: str
    title: str = "家庭变动"


def leave(member: MemberFile) -> Move:
    """No longer a member from today on; and a member again."""
    again = partial(members.set_member, member_id=member.id, values={"left": None})
    return Move(
        partial(members.let_member_leave, member_id=member.id),
        lambda _saved: again,
        f"{member.name}从今天起不再是本户成员",
        "不再是本户成员",
    )


def become_head(file: HouseholdFile, member: MemberFile) -> Move:
    """The head from now on; and all as it was until it is sent."""
    return Move(
        partial(households.change_head, household_id=file.id, person_id=member.person_id),
        lambda saved: partial(rearranging.undo_last, household_id=saved.id),
        f"户主已换成{member.name}，请重填其他人与户主的关系",
        "设为户主",
    )


def move(member: MemberFile, to_household_id: str, whose: str, relation: str | None) -> Move:
    """To the household of ``whose``, with a ``relation`` to its head; and back."""
    return Move(
        partial(
            members.move_member,
            member_id=member.id,
            to_household_id=to_household_id,
            relation=relation,
        ),
        lambda saved: partial(members.move_back, member_id=member.id, moved_id=saved.id),
        f"{member.name}已移到{whose}户",
        "移到另一户",
    )
