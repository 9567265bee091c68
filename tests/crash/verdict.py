"""Whether what a kill left is what the window had said. Pure: testimony and finding in, words out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.crash.county import Found, FoundDraft, FoundVisit
from tests.crash.numbered import answers_after, path_of
from tests.crash.told import Told


@dataclass(frozen=True)
class Former:
    """What was on disk before this life."""

    stored: int
    at_path: str
    audit_length: int
    audit_hash: bytes


def complaints(said: Told, found: Found, former: Former) -> list[str]:
    """Everything that is not as it should be; empty when all is well."""
    if found.troubles:
        return list(found.troubles)
    return [
        *_of_chain(found, former),
        *_of_resuming(said, former),
        *(_of_draft(said, found.draft, former) if found.draft else _of_visit(said, found.visit)),
        *(["the draft is there although it became a visit"] if found.draft and found.visit else []),
    ]


def _of_chain(found: Found, former: Former) -> Iterator[str]:
    if found.audit_length < former.audit_length:
        yield f"the audit is shorter: {found.audit_length} of {former.audit_length}"
    elif found.hash_at_former_length != former.audit_hash:
        yield f"entry {former.audit_length} of the audit is another one"


def _of_resuming(said: Told, former: Former) -> Iterator[str]:
    """What the window showed when it went on is what the kill before had left."""
    if not said.has_resumed:
        return
    if said.at_path != former.at_path:
        yield f"went on at {said.at_path}, not at {former.at_path}"
    yield from _differences(said.answers, former.stored, "the window showed")


def _of_draft(said: Told, draft: FoundDraft, former: Former) -> Iterator[str]:
    stored = draft.stored
    least = max(said.shown, former.stored)
    most = max(said.given, former.stored)
    if stored < least:
        yield f"LOST: {said.shown} was shown as saved, {stored} is the last on disk"
    if stored > most:
        yield f"{stored} is on disk, but {most} was the last one given"
    if draft.journal != tuple(range(1, stored + 1)):
        yield f"the journal has gaps: {len(draft.journal)} steps up to {stored}"
    yield from _differences(draft.answers, stored, "on disk")
    if said.saw_finished:
        yield "LOST: the visit was shown as finished, and is a draft"
    if draft.at_path not in _places(said, stored, former):
        yield f"goes on at {draft.at_path} after answer {stored}"


def _places(said: Told, stored: int, former: Former) -> set[str]:
    """Where it may go on: at the answer that is on disk, or at the next one if it was gone to."""
    here = {path_of(stored)} if stored > former.stored else {former.at_path}
    return here | ({path_of(stored + 1)} if said.went_to > stored else set())


def _of_visit(said: Told, visit: FoundVisit | None) -> Iterator[str]:
    if visit is None:
        yield "LOST: neither draft nor visit is there"
        return
    if not said.asked_to_finish:
        yield "it was finished without being asked to"
    if not (visit.waits and visit.is_audited):
        yield "the visit is there without its operation or its audit entry"
    yield from _differences(visit.answers, said.given, "in the visit")


def _differences(answers: Mapping[str, str], number: int, where: str) -> Iterator[str]:
    for path, value in answers_after(number).items():
        if answers.get(path) != value:
            yield f"LOST: {where} {path} is {answers.get(path)!r}, not {value!r}"
