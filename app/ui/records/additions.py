"""What can be added, a form each: its fields, the button's words, and the verb that saves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from app.domain.codes import CASE_KIND, SCHEME
from app.domain.divisions import Divisions
from app.domain.rule_pack import RulePack
from app.services import aid_cases, households, livelihood, members
from app.services.records import Saved
from app.ui.filing.fields_shown import described
from app.ui.records.fields_shown import FIELDS
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind, choices_of

ANEW: Final = ("1", "2")
"""CASE_KIND of an application; the others are steps of the case that a household has."""
HEAD: Final = ("name", "id_no", "phone")
MEMBER: Final = ("name", "id_no", "sex", "birth_date", "phone")

Verb = Callable[[Any], Saved]


@dataclass(frozen=True)
class Addition:
    """One form for a new record. ``joins``: a person who has a file can be taken with it."""

    title: str
    fields: tuple[FieldDescription, ...]
    button: str
    verb: Callable[[dict[str, Any]], Verb]
    joins: bool = False


class Additions:
    """The forms of one laptop: its villages, and what its rule pack has workflows for."""

    def __init__(self, places: Divisions, pack: RulePack) -> None:
        self._places = places
        self._pack = pack

    def household(self) -> Addition:
        """A household with its head."""
        fields = described("household", ("village_code", "group_name"), places=self._places)
        fields += described("person", HEAD, places=self._places)

        def verb(typed: dict[str, Any]) -> Verb:
            values, head = _parted(typed, HEAD)
            return partial(households.add_household, values=values, head=head)

        return Addition("新的一户：在哪里、户主是谁", fields, "建立这一户的档案", verb)

    def member(self, household_id: str) -> Addition:
        """A member: somebody new, or somebody who has a file already."""
        fields = described("member", ("relation",), places=self._places)
        fields += described("person", MEMBER, places=self._places)

        def verb(typed: dict[str, Any]) -> Verb:
            person_id = typed.pop("person_id", None)
            values, person = _parted(typed, MEMBER)
            return partial(
                members.add_member,
                household_id=household_id,
                values=values,
                person=None if person_id else person,
                person_id=person_id,
            )

        return Addition("新成员", fields, "添加这位成员", verb, joins=True)

    def item(
        self, noun: str, household_id: str, title: str, button: str, here: tuple[Choice, ...]
    ) -> Addition:
        """An income, expense, asset or obligor; ``here``: the members to choose from."""
        fields = described(noun, FIELDS[noun], places=self._places, people_here=here)

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(livelihood.add_item, noun=noun, household_id=household_id, values=typed)

        return Addition(title, fields, button, verb)

    def case(self, household_id: str, here: tuple[Choice, ...]) -> Addition:
        """An application, by the schemes that the rule pack has a workflow for."""
        served = {code for flow in self._pack.workflows.values() for code in flow.schemes}
        schemes = choices_of(pair for pair in SCHEME if pair[0] in served)
        kinds = choices_of(pair for pair in CASE_KIND if pair[0] in ANEW)
        fields = (
            FieldDescription("scheme", SCHEME.title, Kind.CODE, schemes, is_required=True),
            FieldDescription("case_kind", CASE_KIND.title, Kind.CODE, kinds),
            FieldDescription(
                "person_id", "申请的成员", Kind.CODE, here, hint="单人户、特困等要选；整户申请不选"
            ),
        )

        def verb(typed: dict[str, Any]) -> Verb:
            given = {name: value for name, value in typed.items() if value}
            return partial(aid_cases.open_case, pack=self._pack, household_id=household_id, **given)

        return Addition("新的救助申请", fields, "开始这份申请", verb)


def _parted(
    typed: Mapping[str, Any], names: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the first record, and those of the person (``names``)."""
    own = {name: value for name, value in typed.items() if name not in names}
    return own, {name: value for name, value in typed.items() if name in names}
