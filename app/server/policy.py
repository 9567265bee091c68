"""Who may hold and write what at the county: the table of roles by noun, field and level (G.2).

Written by hand and reviewed; the roles' permissions are those of ``app.domain.permissions``, so
that a laptop and the county never disagree. What is in no row is not allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import Final, NamedTuple

from app.domain.codes import ROLE
from app.domain.ids import is_id
from app.domain.permissions import Action, may, sealed_reading
from app.errors import Refused
from app.models import codec
from app.models.base import notes
from app.models.columns import Sensitivity
from app.models.registry import RECORDS
from app.sync.county.archive import Reach, Replica
from app.sync.protocol.messages import Operation, Row

_A = Action

Actions = tuple[Action, ...]
"""One of them is enough."""

SYSTEM, SECURITY, AUDIT = "system", "security", "audit"
"""Administrators of the server itself (三员): they hold no records, so they are no ROLE."""

ROLES: Final = (*(code for code, _label in ROLE), SYSTEM, SECURITY, AUDIT)


class _Noun(NamedTuple):
    """Who may have a record of this kind on the laptop, and who may change it."""

    read: Actions
    write: Actions


_FAMILY: Final = _Noun((_A.HOUSEHOLD_READ,), (_A.HOUSEHOLD_WRITE,))
_CHILD: Final = _Noun((_A.CHILD_READ,), (_A.CHILD_WRITE,))
_RESCUE: Final = _Noun((_A.VAGRANT_READ,), (_A.VAGRANT_WRITE,))
_RETURN: Final = _Noun((_A.RETURN_READ,), (_A.RETURN_WRITE,))
_REGISTER: Final = _Noun((_A.REGISTER_READ,), (_A.REGISTER_WRITE,))

NOUNS: Final[Mapping[str, _Noun]] = {
    "person": _Noun(
        (_A.HOUSEHOLD_READ, _A.CHILD_READ, _A.VAGRANT_READ, _A.RETURN_READ),
        (_A.HOUSEHOLD_WRITE, _A.CHILD_WRITE, _A.VAGRANT_WRITE, _A.RETURN_WRITE),
    ),
    "household": _Noun((_A.HOUSEHOLD_READ, _A.CHILD_READ), (_A.HOUSEHOLD_WRITE,)),
    "member": _Noun((_A.HOUSEHOLD_READ, _A.CHILD_READ), (_A.HOUSEHOLD_WRITE,)),
    "income": _FAMILY,
    "expense": _FAMILY,
    "asset": _FAMILY,
    "obligor": _FAMILY,
    "visit": _Noun((_A.VISIT_READ,), (_A.VISIT_WRITE,)),
    "assistance_case": _Noun((_A.CASE_READ,), (_A.CASE_WRITE, _A.CASE_DECIDE)),
    "review_meeting": _Noun((_A.CASE_READ,), (_A.CASE_WRITE,)),
    "attachment": _Noun(
        (_A.VISIT_READ, _A.VAGRANT_READ),
        (_A.VISIT_WRITE, _A.CASE_WRITE, _A.CHILD_WRITE, _A.VAGRANT_WRITE),
    ),
    "task": _Noun((_A.TASK_READ,), (_A.TASK_WRITE,)),
    "account": _Noun((_A.ACCOUNT_READ,), (_A.ACCOUNT_WRITE,)),
    "print_log": _Noun((_A.CASE_READ,), (_A.PAPER_PRINT,)),
    "issued_paper": _Noun((_A.CASE_READ,), (_A.PAPER_PRINT,)),
    "seal_log": _Noun((_A.CASE_READ,), (_A.PAPER_PRINT,)),
    "child": _CHILD,
    "parent_situation": _CHILD,
    "entrusted_care": _CHILD,
    "guardian_assessment": _CHILD,
    "child_check_in": _CHILD,
    "vagrant": _RESCUE,
    "family_search": _RESCUE,
    "departure": _RESCUE,
    "resettlement": _RESCUE,
    "return_entry": _RETURN,
    "wanderer": _RETURN,
    "care_call": _Noun((_A.RETURN_READ,), (_A.TASK_WRITE,)),
    "monitored_household": _REGISTER,
    "elder": _REGISTER,
    "disability_subsidy": _REGISTER,
    "left_behind_woman": _REGISTER,
    "referral": _REGISTER,
    "temporary_relief": _Noun((_A.CASE_READ,), (_A.CASE_WRITE, _A.CASE_DECIDE)),
    "fund_entry": _Noun((_A.PAYMENT_READ,), (_A.PAYMENT_WRITE, _A.CASE_DECIDE)),
    "fund_check": _Noun((_A.PAYMENT_READ,), (_A.PAYMENT_WRITE,)),
    "pay_run": _Noun((_A.PAYMENT_READ,), (_A.PAYMENT_WRITE, _A.PAYMENT_CONFIRM)),
    "pay_line": _Noun((_A.PAYMENT_READ,), (_A.PAYMENT_WRITE,)),
    "stat_report": _Noun((_A.FIGURES_READ,), (_A.FIGURES_KEEP,)),
    "mandatory_report": _Noun((_A.REPORT_READ,), (_A.REPORT_CREATE, _A.REPORT_READ)),
    "report_key": _Noun((_A.REPORT_READ,), (_A.REPORT_CREATE, _A.REPORT_READ)),
    "rearrangement": _FAMILY,
}
"""Noun -> who. A child belongs to a person and a household: who keeps children has those too, but
nothing of income and assets."""

SHARED: Final = frozenset({"account"})
"""Nouns of the township that its villages have too: whom to telephone."""


class _Group(NamedTuple):
    """Who may see and who may change one field group."""

    read: Actions
    write: Actions


GROUPS: Final[Mapping[tuple[str, str], _Group]] = {
    ("person", "bank"): _Group((_A.BANK_READ,), (_A.BANK_WRITE,)),
    ("assistance_case", "decision"): _Group((_A.CASE_READ,), (_A.CASE_DECIDE, _A.CASE_WRITE)),
    ("account", "authority"): _Group((_A.ACCOUNT_READ,), (_A.ACCOUNT_WRITE,)),
}
"""Stricter than the noun they are in."""

DECIDED: Final = frozenset({"APPROVED", "REFUSED"})
BEFORE_DECISION: Final = frozenset({"SUBMITTED", "CONFIRM", "ASSESS"})
"""States into which, and from which, only a decision leads (经办≠审核, C.2). A case that was not
taken on, or whose applicant accepts the check's result, is refused without one."""

SETTLED: Final = frozenset(
    ("application", "supplement", "check", "village_opinion", "first_opinion", "notice")
)
"""Field groups on which a decision stands: locked once it is made."""


class Seal(IntEnum):
    """How closed a record is: its ``secret_level``, or that of a file of the rescue station."""

    PUBLIC = 1
    PERSONAL = 2
    SENSITIVE = 3
    SEALED = 4
    STATION = 5
    BIOMETRIC = 6


_OF_STATION: Final = frozenset({"vagrant", "family_search", "departure", "resettlement"})

_ANY: Final[Mapping[Seal, Actions]] = {
    Seal.SEALED: (_A.REPORT_READ,),
    Seal.STATION: (_A.VAGRANT_READ,),
    Seal.BIOMETRIC: (_A.BIOMETRIC_READ,),
}
_VISIT: Final = {**_ANY, Seal.SENSITIVE: (_A.CHILD_READ,)}
_FILE: Final = {**_VISIT, **dict.fromkeys((Seal.PUBLIC, Seal.PERSONAL), (_A.VISIT_READ,))}

SEALS: Final[Mapping[str, Mapping[Seal, Actions]]] = {"visit": _VISIT, "attachment": _FILE}
"""Noun -> who may have it, by its seal. What is sealed never leaves for anybody else, of whatever
kind it is."""

PLACING: Final[Mapping[Seal, Actions]] = {
    Seal.PERSONAL: (_A.VISIT_WRITE,),
    Seal.SENSITIVE: (_A.VISIT_WRITE,),
    Seal.SEALED: (_A.REPORT_CREATE,),
    Seal.STATION: (_A.VAGRANT_WRITE,),
    Seal.BIOMETRIC: (_A.VAGRANT_WRITE,),
}
"""Who may make one, even if he may not have it afterwards: a mandatory report."""

_LEVEL: Final = "secret_level"
_LEVELS: Final = tuple(Sensitivity)
_BY_LEVEL: Final[Mapping[int, Seal]] = {one.value: one for one in Seal if one <= Seal.SEALED}


def allows(role: str, actions: Actions) -> bool:
    """Whether one of ``actions`` is the role's."""
    return any(may(role, one) for one in actions)


# -- what one may have --------------------------------------------------------------------------


@cache
def shown_nouns(role: str) -> frozenset[str]:
    """Kinds of record that go to ``role``; all others never do."""
    return frozenset(noun for noun, row in NOUNS.items() if allows(role, row.read))


@cache
def hidden_nouns(role: str) -> frozenset[str]:
    """Kinds of record of this version that never go to ``role``."""
    return frozenset(RECORDS) - shown_nouns(role)


@cache
def hidden_fields(role: str) -> Mapping[str, frozenset[str]]:
    """Noun -> fields that are left out of what ``role`` is told."""
    found = {noun: _hidden_in(noun, role) for noun in NOUNS}
    return {noun: names for noun, names in found.items() if names}


def _hidden_in(noun: str, role: str) -> frozenset[str]:
    hides_sealed = not may(role, sealed_reading(noun))
    return frozenset(
        name
        for name, note in notes(RECORDS[noun]).items()
        if ((noun, note.group) in GROUPS and not allows(role, GROUPS[noun, note.group].read))
        or (hides_sealed and note.sensitivity is Sensitivity.SEALED)
    )


@cache
def hidden_seals(role: str, noun: str) -> frozenset[Seal]:
    """Seals of records of ``noun`` that never go to ``role``."""
    return frozenset(
        seal for seal, actions in SEALS.get(noun, _ANY).items() if not allows(role, actions)
    )


def seal_of(row: Row) -> Seal:
    """How closed a record is; what is no level counts as sealed."""
    level = row.fields.get(_LEVEL, Seal.PERSONAL)
    seal = _BY_LEVEL.get(level, Seal.SEALED) if isinstance(level, int) else Seal.SEALED
    if row.noun != "attachment" or _owner_noun(row) not in _OF_STATION:
        return seal
    return Seal.BIOMETRIC if seal is Seal.SEALED else Seal.STATION


def _owner_noun(row: Row) -> str:
    """Whose file it is; nobody's if it says what is no name."""
    named = row.fields.get("owner_noun")
    return named if isinstance(named, str) else ""


@dataclass(frozen=True)
class RoleReach(Reach):
    """What a person may have: his places by role. ``homes``: those of ``scopes`` that are the
    townships of his villages, of which he has only what villages share."""

    role: str = ""
    homes: frozenset[str] = field(default_factory=frozenset[str])

    def covers(self, row: Row) -> bool:
        """Whether ``row`` goes to him."""
        is_shown = row.noun in shown_nouns(self.role)
        return is_shown and self.lies(row) and seal_of(row) not in hidden_seals(self.role, row.noun)

    def lies(self, row: Row) -> bool:
        """Whether it is of his places."""
        scope = row.scope
        return scope in self.scopes and (scope not in self.homes or row.noun in SHARED)


# -- what one may write -------------------------------------------------------------------------


@dataclass(frozen=True)
class PlacingReach(RoleReach):
    """What he may write into: also what he may not have afterwards, if he may make it."""

    def covers(self, row: Row) -> bool:
        seal = seal_of(row)
        is_open = seal not in hidden_seals(self.role, row.noun)
        return self.lies(row) and (is_open or allows(self.role, PLACING.get(seal, ())))


def placing(reach: Reach) -> Reach:
    """The reach of one who writes."""
    if not isinstance(reach, RoleReach):
        return reach
    return PlacingReach(reach.scopes, reach.hides, reach.role, reach.homes)


def may_write(replica: Replica, op: Operation, before: Row | None, after: Row) -> str:
    """Why ``op`` goes into quarantine, or "". A ``Policy`` of ``app.sync.county``."""
    role = replica.role
    if not is_id(op.record_id) or not is_id(op.op_id):
        return "id_malformed"
    if op.noun not in NOUNS:
        return "role_may_not"
    if not _writes(role, op.noun) and not _is_himself(replica, op, after):
        return "role_may_not"
    return _field_fault(op) or _group_fault(role, op) or _step_fault(role, op, before, after)


@cache
def _writes(role: str, noun: str) -> bool:
    return allows(role, NOUNS[noun].write)


def _is_himself(replica: Replica, op: Operation, after: Row) -> bool:
    """Everybody has an account on his own laptop. It gives no authority here."""
    return op.noun == "account" and after.fields.get("role") == replica.role


def _field_fault(op: Operation) -> str:
    level = op.changes.get(_LEVEL)
    if level is not None and level not in _LEVELS:
        return "field_unreadable"
    try:
        codec.check(RECORDS[op.noun], op.changes)
    except Refused as refused:
        return refused.code
    return ""


def _group_fault(role: str, op: Operation) -> str:
    if op.noun == "account":
        return ""
    forbidden = _not_theirs(role, op.noun)
    return "" if forbidden.isdisjoint(op.changes) else "field_not_yours"


@cache
def _not_theirs(role: str, noun: str) -> frozenset[str]:
    """Fields of ``noun`` that ``role`` may not write, though perhaps the rest."""
    guarded = {name: GROUPS.get((noun, group)) for name, group in _groups(noun).items()}
    return frozenset(name for name, row in guarded.items() if row and not allows(role, row.write))


@cache
def _groups(noun: str) -> Mapping[str, str]:
    return {name: note.group for name, note in notes(RECORDS[noun]).items()}


def _group_of(noun: str, name: str) -> str:
    return _groups(noun).get(name, name)


def _step_fault(role: str, op: Operation, before: Row | None, after: Row) -> str:
    """Who handles a case does not decide it, and what a decision stands on stays."""
    if op.noun != "assistance_case" or (before is None and after.fields.get("is_migrated")):
        return ""
    was = before.fields.get("state") if before else None
    state = after.fields.get("state")
    decides = state == "APPROVED" or (state in DECIDED and was in BEFORE_DECISION)
    if state != was and decides and not may(role, Action.CASE_DECIDE):
        return "step_not_yours"
    is_settled = any(_group_of(op.noun, name) in SETTLED for name in op.changes)
    return "record_locked" if was in DECIDED and is_settled else ""
