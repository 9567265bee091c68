"""The fields that an act asks for, from the models' notes; with what is needed for it marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from app.domain.divisions import VILLAGE, Divisions
from app.ui.filing.fields_shown import described, village_choices
from app.ui.filing.filter_chip import Pick
from app.ui.widgets.editors.description import FieldDescription, Kind

NEW_PERSON: Final = ("name", "id_no", "sex", "birth_date", "phone", "village_code")
REASON: Final = "reason"


class Asking:
    """Fields of records as one laptop asks for them: with its villages."""

    def __init__(self, places: Divisions) -> None:
        self._places = places

    def fields(
        self, noun: str, names: Iterable[str], *, needed: Iterable[str] = ()
    ) -> tuple[FieldDescription, ...]:
        """``needed``: those without which the act is not done."""
        wanted = frozenset(needed)
        found = described(noun, tuple(names), places=self._places)
        return tuple(replace(one, is_required=one.name in wanted) for one in found)

    def new_person(self) -> tuple[FieldDescription, ...]:
        """Somebody who has no file yet."""
        village = FieldDescription(
            "village_code", "所在村（社区）", Kind.PLACE, village_choices(self._places)
        )
        fields = self.fields("person", NEW_PERSON[:-1], needed=("name",))
        return (*fields, village)

    def village_picks(self) -> tuple[Pick, ...]:
        """Every village under its township, for a filter."""
        return tuple(
            Pick(one.code, one.short_name, self._township(one.code))
            for one in self._places.by_code.values()
            if one.level == VILLAGE
        )

    def village_name(self, code: str | None) -> str:
        """顺昌社区."""
        found = self._places.get(code)
        return found.short_name if found else code or ""

    def _township(self, code: str) -> str:
        found = self._places.township_of(code)
        return found.short_name if found else ""


def reason(label: str, *, hint: str = "") -> FieldDescription:
    """A sentence that has to be written."""
    return FieldDescription(REASON, label, Kind.TEXT, most=200, hint=hint, is_required=True)


def names_in(typed: Any) -> tuple[str, ...]:
    """甲、乙 as they are typed: with 、 or a comma of either kind."""
    parted_ = str(typed or "").replace("，", "、").replace(",", "、").split("、")
    return tuple(each.strip() for each in parted_ if each.strip())


def parted(
    typed: Mapping[str, Any], names: Iterable[str] = NEW_PERSON
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What was typed of the file, and of the new person; None where somebody was chosen."""
    of_person = frozenset(names)
    own = {name: value for name, value in typed.items() if name not in of_person}
    if "person_id" in typed:
        return own, None
    return own, {name: value for name, value in typed.items() if name in of_person}
