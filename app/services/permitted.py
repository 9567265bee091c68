"""Every verb names the permission it needs, beside itself; it is asked for before anything else.

A decorator on each public function of ``app.services`` that takes a unit of work: ``needs`` one
action, or ``needs_by_noun`` where the verb works for any record. A test finds verbs without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from app.domain.permissions import Action, require
from app.errors import Refused
from app.models.registry import record_type
from app.storage.unit_of_work import UnitOfWork

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Verb = Callable[Concatenate[UnitOfWork, _P], _R]

_NAMED: Final = "needed_action"


def needs(action: Action) -> Callable[[_Verb[_P, _R]], _Verb[_P, _R]]:
    """The decorated verb raises ``Refused`` not_permitted for whom ``action`` is not allowed."""

    def naming(verb: _Verb[_P, _R]) -> _Verb[_P, _R]:
        @wraps(verb)
        def permitted(work: UnitOfWork, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            require(work.actor.role, action)
            return verb(work, *args, **kwargs)

        setattr(permitted, _NAMED, action)
        return permitted

    return naming


_NounVerb = Callable[Concatenate[UnitOfWork, str, _P], _R]


def needs_by_noun(
    table: Mapping[str, Action],
) -> Callable[[_NounVerb[_P, _R]], _NounVerb[_P, _R]]:
    """The decorated verb takes a noun second, which says by ``table`` what it needs.

    A noun that is not in it is ``Refused`` record_not_by_hand, one that is none record_type_unknown.
    """

    def naming(verb: _NounVerb[_P, _R]) -> _NounVerb[_P, _R]:
        @wraps(verb)
        def permitted(work: UnitOfWork, noun: str, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            title = record_type(noun).title
            if noun not in table:
                sentence = f"“{title}”由程序自己记录，不能这样改动。请在相应的页面办理。"
                raise Refused(sentence, code="record_not_by_hand", noun=noun)
            require(work.actor.role, table[noun])
            return verb(work, noun, *args, **kwargs)

        setattr(permitted, _NAMED, table)
        return permitted

    return naming


def action_of(verb: object) -> Action | Mapping[str, Action] | None:
    """The permission that ``verb`` names (by noun, where it works for any record), or None."""
    return getattr(verb, _NAMED, None)
