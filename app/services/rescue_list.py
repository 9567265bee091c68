"""流浪乞讨救助: the work list of registrations, those under way first, the longest stay first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from app.domain import codes
from app.domain.codes_vagrants import IDENTITY_STATE, RESCUE_STATE
from app.domain.permissions import Action
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.services.permitted import needs
from app.services.reach import within_reach
from app.services.rescues import KNOWN_STATES
from app.storage.unit_of_work import UnitOfWork

STAYING: Final = frozenset(("REGISTERED", "IN_STATION", "MEDICAL", "SEARCH", "STRANDED"))
ENDED: Final = frozenset(("REFUSED", "CLOSED"))
NAMELESS: Final = "身份不明"


@dataclass(frozen=True)
class RescueRow:
    """One registration. ``days``: since the arrival, while the person stays; ``looks``: 女，45至55岁."""

    id: str
    person_id: str | None
    reg_no: str
    name: str
    looks: str
    state: str
    state_text: str
    identity_text: str
    is_known: bool
    is_minor: bool
    arrived_on: date | None
    days: int | None


@needs(Action.VAGRANT_READ)
def list_rescues(work: UnitOfWork, *, is_closed: bool = False) -> tuple[RescueRow, ...]:
    """The registrations under way, or those that ended."""
    ended = Vagrant.state.in_(ENDED)
    wanted = (
        select(Vagrant, Person)
        .outerjoin(Person, Person.id == Vagrant.person_id)
        .where(
            Vagrant.is_deleted.is_(False),
            ended if is_closed else ~ended,
            within_reach(work, Vagrant),
        )
        .order_by(Vagrant.arrived_at)
    )
    return tuple(_row(work, *found) for found in work.session.execute(wanted))


def looks_of(vagrant: Vagrant) -> str:
    """女，45至55岁: what was seen, not what was said."""
    ages = [f"{age}" for age in (vagrant.age_from, vagrant.age_to) if age is not None]
    age = "至".join(dict.fromkeys(ages))
    return "，".join(filter(None, (codes.SEX.label(vagrant.sex), f"{age}岁" if age else "")))


def name_of(vagrant: Vagrant, person: Person | None) -> str:
    """The person's name once known; 自称王老五 or 身份不明 before."""
    if person is not None:
        return person.name
    return f"自称{vagrant.claimed_name}" if vagrant.claimed_name else NAMELESS


def _row(work: UnitOfWork, vagrant: Vagrant, person: Person | None) -> RescueRow:
    arrived = vagrant.arrived_at.date() if vagrant.arrived_at else None
    stays = vagrant.state in STAYING and arrived is not None
    return RescueRow(
        vagrant.id,
        vagrant.person_id,
        vagrant.reg_no or "",
        name_of(vagrant, person),
        looks_of(vagrant),
        vagrant.state or "",
        RESCUE_STATE.label(vagrant.state),
        IDENTITY_STATE.label(vagrant.identity_state),
        vagrant.identity_state in KNOWN_STATES,
        bool(vagrant.is_minor),
        arrived,
        (work.today - arrived).days if stays and arrived else None,
    )
