"""救助档案: one registration as a person reads it, whole: the search, the way home, what may be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from app.domain.codes_vagrants import RESCUE_STATE
from app.domain.divisions import Divisions
from app.domain.permissions import Action, may
from app.domain.privacy import mask_tail
from app.domain.rule_pack import RulePack
from app.models.base import Record
from app.models.homecoming import Departure, Resettlement, ReturnEntry
from app.models.person import Person
from app.models.vagrant import FamilySearch, Vagrant
from app.services.fields import RecordFile, seen
from app.services.permitted import needs
from app.services.reach import require_reach
from app.services.rescue_list import looks_of, name_of
from app.services.rescue_steps import RescueStep, next_rescue_steps
from app.services.rescues import KNOWN_STATES
from app.storage.unit_of_work import UnitOfWork

VIEWED: Final = "user:vagrant:view"

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True)
class ClueLine:
    """One clue to the family."""

    id: str
    at: str
    content: str
    result: str


@dataclass(frozen=True)
class RelativeLine:
    """Somebody to be told; the telephone masked for whom is not of the station."""

    id: str
    name: str
    relation: str
    phone: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class RescueFile:
    """A registration whole. ``may_write``: the station's; ``sees_faces``: photos and DNA too."""

    id: str
    record: RecordFile = field(repr=False)
    person: RecordFile | None = field(repr=False)
    name: str
    looks: str
    state: str
    state_text: str
    is_known: bool
    may_write: bool
    sees_faces: bool
    search: RecordFile | None = field(repr=False)
    departure: RecordFile | None = field(repr=False)
    resettlement: RecordFile | None = field(repr=False)
    clues: tuple[ClueLine, ...] = field(repr=False, default=())
    relatives: tuple[RelativeLine, ...] = field(repr=False, default=())
    steps: tuple[RescueStep, ...] = ()
    return_id: str | None = None


@needs(Action.VAGRANT_READ)
def open_rescue_file(
    work: UnitOfWork, pack: RulePack, vagrant_id: str, places: Divisions | None = None
) -> RescueFile:
    """The file, and a line in the audit that it was looked at."""
    file = rescue_file(work, pack, vagrant_id, places)
    work.note(VIEWED, Vagrant.noun, vagrant_id)
    return file


@needs(Action.VAGRANT_READ)
def rescue_file(
    work: UnitOfWork, pack: RulePack, vagrant_id: str, places: Divisions | None = None
) -> RescueFile:
    """The file as it stands; raises ``Refused`` record_missing, out_of_reach."""
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    role = work.actor.role
    person = work.get(Person, vagrant.person_id, with_deleted=True) if vagrant.person_id else None
    search = _of(work, FamilySearch, vagrant_id)
    entry = _of(work, ReturnEntry, vagrant_id)

    def shown(record: Record | None) -> RecordFile | None:
        return seen(record, role, places) if record else None

    return RescueFile(
        vagrant.id,
        seen(vagrant, role, places),
        shown(person),
        name_of(vagrant, person),
        looks_of(vagrant),
        vagrant.state or "",
        RESCUE_STATE.label(vagrant.state),
        vagrant.identity_state in KNOWN_STATES,
        may(role, Action.VAGRANT_WRITE),
        may(role, Action.BIOMETRIC_READ),
        shown(search),
        shown(_of(work, Departure, vagrant_id)),
        shown(_of(work, Resettlement, vagrant_id)),
        _clues(search),
        tuple(_relatives(vagrant, is_masked=not may(role, Action.VAGRANT_WRITE))),
        next_rescue_steps(work, pack, vagrant_id),
        entry.id if entry else None,
    )


def _relatives(vagrant: Vagrant, *, is_masked: bool) -> Iterator[RelativeLine]:
    for place, one in enumerate(vagrant.relatives or ()):
        told = {name: str(one.get(name) or "") for name in ("name", "relation", "phone")}
        address = str(one.get("address") or one.get("addr") or "")
        if is_masked:
            told["phone"] = mask_tail(told["phone"])
        yield RelativeLine(str(place), told["name"], told["relation"], told["phone"], address)


def _of(work: UnitOfWork, kind: type[_R], vagrant_id: str) -> _R | None:
    """The one of its kind of a registration."""
    column: Any = kind.__table__.c.vagrant_id
    found = work.find(kind, column == vagrant_id, limit=1)
    return found[0] if found else None


def _clues(search: FamilySearch | None) -> tuple[ClueLine, ...]:
    """The newest first."""
    clues = (search.clues if search else None) or []
    lines = [
        ClueLine(f"{place}", str(one["at"])[:10], one["content"], one.get("result") or "")
        for place, one in enumerate(clues)
    ]
    return tuple(reversed(lines))
