"""What would become of one filling if it went over to a new version: what is lost, wrong, changed.

Says which questions and why, never an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.forms.carrying_over import CarriedOver, carry_over
from app.forms.checking.reading_forms import labels_of
from app.forms.filling import FormFilling
from app.forms.structure import FormDefinition

LOST, WRONG, CHANGED = "lost", "wrong", "changed"
KINDS: Final = {LOST: "答案带不过来", WRONG: "要补填或改正", CHANGED: "答案会变"}
"""Kind -> its Chinese name, the gravest first."""
_NEEDED: Final = {"required": "新版里是必填，还没有填", "constraint": "不合新版的校验"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that would happen to the answer of the question ``name``; ``label`` as its author
    wrote it, ``why`` in a few words."""

    kind: str
    name: str
    label: str
    why: str


class Rehearsal:
    """Tries fillings of one version in another. ``now`` and ``new_id`` as ``FormFilling`` takes."""

    def __init__(
        self,
        new: FormDefinition,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._new = new
        self._now, self._new_id = now, new_id
        self._labels = labels_of(new)

    def rehearse(self, old: FormFilling) -> tuple[Finding, ...]:
        """What going over would do to ``old``, which stays as it is."""
        carried = carry_over(old, self._new, now=self._now, new_id=self._new_id)
        labels = {**labels_of(old.definition), **self._labels}
        found = (
            Finding(kind, name, labels.get(name) or name, why)
            for kind, name, why in _findings(carried)
        )
        return tuple(dict.fromkeys(found))


def _findings(carried: CarriedOver) -> Iterator[tuple[str, str, str]]:
    for lost in carried.orphaned:
        yield LOST, lost.was.name, lost.reason
    for wrong in carried.newly_wrong:
        yield WRONG, wrong.path.rpartition("/")[2], _NEEDED[wrong.kind]
    for changed in carried.changed:
        why = "不再显示，也不再导出" if changed.is_hidden else "显示的内容和原来不同"
        yield CHANGED, changed.path.rpartition("/")[2], why
