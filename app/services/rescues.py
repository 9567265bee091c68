"""流浪乞讨救助: somebody is found, known or not, and registered; who it turns out to be.

The steps from state to state are rows of the rule pack (``rescue_steps``).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from app.domain.codes_vagrants import IDENTIFIED_WAY
from app.domain.permissions import Action
from app.errors import Refused
from app.models.person import Person
from app.models.vagrant import FamilySearch, Vagrant
from app.services import records
from app.services.field_rules import Finding
from app.services.permitted import needs
from app.services.person_merge import join_files
from app.services.reach import require_reach
from app.services.records import Saved
from app.storage.unit_of_work import UnitOfWork

UNKNOWN: Final = "3"
FOUND_OUT: Final = "4"
"""IDENTITY_STATE."""
KNOWN_STATES: Final = frozenset(("1", FOUND_OUT))
NAMELESS: Final = "无名氏"
ADULT: Final = 18
_SEQUENCES: Final = 10**6

_WANTED_OF_UNKNOWN: Final = {
    "age_from": "目测年龄", "height_cm": "身高", "build": "体型", "marks": "体貌特征",
    "clothes": "衣着特征", "photo_face_id": "正面照",
}  # fmt: skip
"""What a notice for the family needs of somebody unknown (B.26)."""


@needs(Action.RETURN_WRITE)
def report_found(work: UnitOfWork, values: Mapping[str, Any]) -> Saved:
    """街面发现: somebody was seen in the street; the township takes it down and calls the station."""
    return _write(work, None, values)


@needs(Action.VAGRANT_WRITE)
def register_vagrant(
    work: UnitOfWork, values: Mapping[str, Any], vagrant_id: str | None = None
) -> Saved:
    """求助登记, at once or after 街面发现 (``vagrant_id``); works without any identity.

    What is wanting for the search comes back as remarks. Raises ``Refused`` rescue_state when the
    registration is done already, and what the rules say.
    """
    found = work.get(Vagrant, vagrant_id) if vagrant_id else None
    if found is not None:
        require_reach(work, found)
        if found.state != "FOUND":
            raise Refused("已经登记过了。请打开登记继续办理。", code="rescue_state")
    saved = _write(work, found, values)
    vagrant = work.get(Vagrant, saved.id)
    vagrant.state, vagrant.state_since = "REGISTERED", work.today
    return Saved(saved.noun, saved.id, saved.is_new, (*saved.remarks, *_wanting(vagrant)))


@needs(Action.VAGRANT_WRITE)
def set_vagrant(work: UnitOfWork, vagrant_id: str, values: Mapping[str, Any]) -> Saved:
    """Add to a registration. Who it is has a verb of its own. Raises ``Refused`` use_identify."""
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    if {"person_id", "identity_state"} & set(values):
        sentence = "身份请用“身份查明”登记。请从按钮进入。"
        raise Refused(sentence, code="use_identify")
    saved = records.write(work, Vagrant, values, record=vagrant)
    return Saved(saved.noun, saved.id, False, (*saved.remarks, *_wanting(vagrant)))


@needs(Action.VAGRANT_WRITE)
def note_search(work: UnitOfWork, vagrant_id: str, values: Mapping[str, Any]) -> Saved:
    """寻亲: what was done and when (notice, comparison, DNA, clues); one search a registration.

    The notice says nothing of crimes and carries no number; that is the paper's business.
    """
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    given = {**values, "vagrant_id": vagrant_id}
    return records.write(work, FamilySearch, given, record=search_of(work, vagrant_id))


@needs(Action.VAGRANT_WRITE)
def add_clue(work: UnitOfWork, vagrant_id: str, content: str, result: str = "") -> Saved:
    """A clue to the family, after those there are. Raises ``Refused`` clue_empty."""
    if not content.strip():
        raise Refused("没有填写线索内容。请填写后再保存。", code="clue_empty")
    found = search_of(work, vagrant_id)
    at = work.now.isoformat(timespec="seconds")
    clue = {"at": at, "content": content.strip(), "result": result.strip()}
    return note_search(
        work, vagrant_id, {"clues": [*((found.clues if found else None) or []), clue]}
    )


@needs(Action.VAGRANT_WRITE)
def add_relative(
    work: UnitOfWork,
    vagrant_id: str,
    name: str,
    relation: str = "",
    phone: str = "",
    address: str = "",
) -> Saved:
    """Somebody to be told: name, address and telephone of relatives (救助管理办法实施细则). Raises
    ``Refused`` relative_empty."""
    if not name.strip():
        raise Refused("没有填写亲属姓名。请填写后再保存。", code="relative_empty")
    typed = {"name": name, "relation": relation, "phone": phone, "address": address}
    one = {key: value.strip() for key, value in typed.items()}
    known = work.get(Vagrant, vagrant_id).relatives or []
    return set_vagrant(work, vagrant_id, {"relatives": [*known, one]})


@needs(Action.VAGRANT_WRITE)
def drop_relative(work: UnitOfWork, vagrant_id: str, place: int) -> Saved:
    """Take off the one at ``place``, from 0. Raises ``Refused`` relative_missing."""
    known = work.get(Vagrant, vagrant_id).relatives or []
    if not 0 <= place < len(known):
        raise Refused("没有这名亲属。请刷新后再选择。", code="relative_missing")
    return set_vagrant(work, vagrant_id, {"relatives": [*known[:place], *known[place + 1 :]]})


@needs(Action.VAGRANT_WRITE)
def identify(
    work: UnitOfWork,
    vagrant_id: str,
    *,
    way: str,
    person_id: str | None = None,
    person: Mapping[str, Any] | None = None,
) -> Saved:
    """身份查明: the unknown is ``person_id``, or somebody new (``person``).

    The registration keeps what it said of the unknown; a file that was opened for the unknown in
    the meantime is joined to the known one, and neither is lost. Raises ``Refused``:
    way_missing, person_missing, and what ``merge_persons`` raises.
    """
    if way not in IDENTIFIED_WAY:
        raise Refused("没有选择查明方式。请选择后再保存。", code="way_missing")
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    remarks: tuple[Finding, ...] = ()
    if person_id is None:
        if not person:
            raise Refused("没有选择查明的人员。请选择或新建人员。", code="person_missing")
        made = records.write(work, Person, person)
        person_id, remarks = made.id, made.remarks
    before = vagrant.person_id
    if before and before != person_id:
        _ = join_files(work, before, person_id, "流浪乞讨人员身份查明")
    vagrant.person_id, vagrant.identity_state = person_id, FOUND_OUT
    found = {"identified_on": work.today, "identified_way": way}
    _ = note_search(work, vagrant_id, found)
    return Saved(Vagrant.noun, vagrant_id, False, remarks)


@needs(Action.VAGRANT_WRITE)
def open_unknown_file(work: UnitOfWork, vagrant_id: str) -> Saved:
    """A person's file for somebody unknown who stays (hospital, insurance), as 无名氏 with the age
    as estimated; joined to the known file later."""
    vagrant = work.get(Vagrant, vagrant_id)
    require_reach(work, vagrant)
    if vagrant.person_id:
        raise Refused("这份登记已有人员档案。请打开该档案。", code="person_known")
    age = vagrant.age_from if vagrant.age_to is None else vagrant.age_to
    values: dict[str, Any] = {
        "name": vagrant.claimed_name or NAMELESS,
        "id_kind": "99",
        "no_id_reason": "身份不明",
        "sex": vagrant.sex,
        "birth_estimated": True,
        "org_code": vagrant.org_code,
        "village_code": vagrant.village_code,
    }
    if age is not None:
        values["birth_date"] = work.today.replace(year=work.today.year - age, month=1, day=1)
    saved = records.write(work, Person, values)
    vagrant.person_id = saved.id
    return saved


def search_of(work: UnitOfWork, vagrant_id: str) -> FamilySearch | None:
    """The search for the family of one registration."""
    found = work.find(FamilySearch, FamilySearch.vagrant_id == vagrant_id, limit=1)
    return found[0] if found else None


def _write(work: UnitOfWork, found: Vagrant | None, values: Mapping[str, Any]) -> Saved:
    given: dict[str, Any] = dict(values)
    if found is None:
        given = {"arrived_at": work.now, "reg_no": _number(work)} | given
    if (most := given.get("age_to") or given.get("age_from")) is not None:
        given.setdefault("is_minor", most < ADULT)
    if given.get("person_id"):
        given.setdefault("identity_state", "1")
    return records.write(work, Vagrant, given, record=found)


def _number(work: UnitOfWork) -> str:
    """Year, the station's place, six digits of chance: no network is needed for it."""
    chance = int(uuid.UUID(work.new_id())) % _SEQUENCES
    org = (work.actor.org_code or "")[6:9] or "000"
    return f"L{work.today.year}{org}{chance:06d}"


def _wanting(vagrant: Vagrant) -> tuple[Finding, ...]:
    """What is still wanting of an unknown for the search to begin."""
    if vagrant.identity_state in KNOWN_STATES:
        return ()
    return tuple(
        Finding(name, "needed_for_search", f"身份不明，还缺{label}。请尽快补填，以便寻亲。", False)
        for name, label in _WANTED_OF_UNKNOWN.items()
        if getattr(vagrant, name) is None
    )
