"""入户走访: a draft becomes a visit, once and for good; and a visit as a person reads it.

A finished visit is never rewritten: what was wrong goes into another visit (domain H.4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from app.domain import codes
from app.domain.permissions import Action
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.errors import Refused
from app.forms.filling import FormFilling
from app.forms.library import OF_CHILD, ORDINARY, REPORT, FormLibrary, LibraryForm
from app.models.account import Account
from app.models.attachment import Attachment
from app.models.columns import Sensitivity
from app.models.local import BlobFile, Draft
from app.models.visit import Visit
from app.services import records
from app.services.case_surveys import tell_cases
from app.services.drafts import ROWS, draft_of, drop, filling_of, household_title
from app.services.fields import RecordFile, seen
from app.services.form_acts import Occasion
from app.services.outcome_fields import PlannedChange
from app.services.permitted import needs
from app.services.reach import is_shut, require_reach
from app.services.seen import Sight, require_sight
from app.services.visit_around import (
    FINGERPRINT,
    Around,
    missing_around,
    read_around,
    visitor_names,
)
from app.services.visit_outcomes import move_on, subject_of, values_of_visit
from app.storage.unit_of_work import UnitOfWork

PHOTO: Final = "6"
SIGNATURE: Final = "9"
FILE: Final = "99"
"""ATTACHMENT_KIND."""
_MEDIA: Final[Mapping[str, str]] = {PHOTO: "image/jpeg", SIGNATURE: "image/png"}
LEVELS: Final[Mapping[str, int]] = {
    ORDINARY: Sensitivity.PERSONAL,
    OF_CHILD: Sensitivity.SENSITIVE,
    REPORT: Sensitivity.SEALED,
}
"""How sensitive a form is -> the visit's ``secret_level``."""
MOST_PHOTOS: Final = 9
VIEWED: Final = "user:visit:view"


@dataclass(frozen=True)
class VisitPicture:
    """A photo or a signature of a visit; ``sha256`` is what the store of files knows it by."""

    attachment_id: str
    sha256: str
    role: str = ""
    name: str = ""


@dataclass(frozen=True)
class VisitFile:
    """A visit. ``state`` is what a filling is shown from, pinned to ``form``; it cannot be changed.

    ``title``: 张建国户. ``form`` is None where the visit was written without one.
    """

    id: str
    record: RecordFile = field(repr=False)
    title: str
    visit_kind: str
    kind_text: str
    household_id: str | None
    case_id: str | None
    started_at: datetime | None
    ended_at: datetime | None
    visitors: tuple[str, ...]
    met_text: str
    respondent: str
    findings: str
    form: LibraryForm | None = field(repr=False)
    state: Mapping[str, Any] = field(repr=False)
    photos: tuple[VisitPicture, ...]
    signatures: tuple[VisitPicture, ...]


@dataclass(frozen=True)
class Finished:
    """The visit that came about. ``left_alone``: what it did not move on, for the files are newer
    or somebody else has to; ``is_sealed``: it is not for everybody to open; ``remarks``: what the
    registers say of what was written."""

    visit_id: str
    household_id: str
    ended_at: datetime
    left_alone: tuple[PlannedChange, ...] = ()
    is_sealed: bool = False
    remarks: tuple[str, ...] = ()


@needs(Action.VISIT_WRITE)
def finish(
    work: UnitOfWork,
    library: FormLibrary,
    pack: RulePack,
    calendar: WorkingCalendar,
    draft_id: str,
    *,
    state: Mapping[str, Any] | None = None,
    values: Mapping[str, str] | None = None,
    overwrite: Collection[str] = (),
    sight: Sight | None = None,
) -> Finished:
    """Make the visit out of a draft: record and attachments in one transaction, and the draft gone.

    What the form moves on goes with it (``visit_outcomes``); ``overwrite``: ids of those changes
    that are to be made although the files are newer. ``sight``: what stood there when the changes
    were shown. ``state`` and ``values`` as they stand in the window; None for what is on disk.

    Raises ``Refused``: visit_incomplete (``paths``), blob_missing, form_version_missing,
    changed_meanwhile, and what the registers' verbs say.
    """
    require_sight(work, sight or {})
    draft = draft_of(work, draft_id)
    form = library.pinned(draft.form_id, draft.form_version, draft.form_sha256)
    filling = filling_of(work, form, draft.state if state is None else state)
    around = read_around(draft.about["values"] if values is None else values)
    _refuse_incomplete(filling, around, draft.about["visit_kind"], work.now)
    use = form.use.sensitivity
    record = {**_record(work, draft, around), **_taken(filling, form), **_pinned(draft, filling)}
    planned = _planned(work, record)
    saved = records.write(work, Visit, record, record=planned, secret_level=LEVELS[use])
    visit = work.get(Visit, saved.id)
    _attach(work, visit, around, filling)
    told = tell_cases(work, visit)
    on = Occasion(around.started_at or work.now, around.visitors, around.met, visit.id)
    about = subject_of(draft)
    moved = move_on(work, pack, calendar, form, filling, about, on, overwrite)
    drop(work, draft)
    remarks = (*told, *(one.sentence for one in moved.remarks))
    home = draft.household_id or ""
    return Finished(visit.id, home, work.now, moved.left_alone, use == REPORT, remarks)


@needs(Action.VISIT_READ)
def open_visit(work: UnitOfWork, library: FormLibrary, visit_id: str) -> VisitFile:
    """A visit as it was written, and a line in the audit that it was looked at."""
    file = visit_file(work, library, visit_id)
    work.note(VIEWED, Visit.noun, visit_id)
    return file


@needs(Action.VISIT_READ)
def visit_file(work: UnitOfWork, library: FormLibrary, visit_id: str) -> VisitFile:
    """A visit as it was written."""
    visit = work.get(Visit, visit_id)
    require_reach(work, visit)
    form = pinned_form(library, visit)
    return VisitFile(
        visit.id,
        seen(visit, work.actor.role),
        household_title(work, visit.household_id),
        visit.visit_kind or "",
        codes.VISIT_KIND.label(visit.visit_kind),
        visit.household_id,
        visit.case_id,
        visit.started_at,
        visit.ended_at,
        visitor_names(visit),
        codes.MET.label(visit.met),
        visit.respondent or "",
        visit.findings or "",
        form,
        visit.answers or {},
        tuple(photos_of(work, visit)),
        tuple(signatures_of(work, visit)),
    )


@needs(Action.VISIT_WRITE)
def store_picture(work: UnitOfWork, content: bytes) -> str:
    """Keep a photo, a signature or a file of a draft; gives its sha256 for the answer.

    Raises ``Refused`` attachment_empty, attachment_too_large.
    """
    return work.put_blob(content).sha256


@needs(Action.VISIT_READ)
def load_picture(work: UnitOfWork, sha256: str) -> bytes:
    """The content kept under ``sha256``, of a draft or of a record this person may see. Raises
    ``Unreadable`` attachment_missing, ``Refused`` sealed."""
    kept = work.find(Attachment, Attachment.sha256 == sha256)
    if kept and all(is_shut(work, each) for each in kept):
        require_reach(work, kept[0])
    return work.get_blob(sha256)


def pinned_form(library: FormLibrary, visit: Visit) -> LibraryForm | None:
    """The version a visit was filled in with, None where it was written without a form; raises
    ``Refused`` form_version_missing."""
    if not (visit.form_id and visit.form_sha256):
        return None
    return library.pinned(visit.form_id, visit.form_version or "", visit.form_sha256)


def photos_of(work: UnitOfWork, visit: Visit) -> Iterator[VisitPicture]:
    """The photos, in order."""
    known = _attachments(work, visit.photos or ())
    for attachment_id in visit.photos or ():
        if attachment_id in known:
            yield VisitPicture(attachment_id, known[attachment_id].sha256)


def signatures_of(work: UnitOfWork, visit: Visit) -> Iterator[VisitPicture]:
    """Who signed; ``sha256`` is blank where a finger was pressed on the paper."""
    signed = visit.signatures or []
    known = _attachments(work, [str(one.get("attachment_id") or "") for one in signed])
    for one in signed:
        attachment_id = str(one.get("attachment_id") or "")
        sha256 = known[attachment_id].sha256 if attachment_id in known else ""
        yield VisitPicture(attachment_id, sha256, str(one["role"]), str(one.get("name") or ""))


# -- inside ---------------------------------------------------------------------------------------


def _refuse_incomplete(
    filling: FormFilling, around: Around, visit_kind: str, now: datetime
) -> None:
    problems = filling.problems()
    told = [f"{one.label}：{one.text}" for one in problems]
    told += missing_around(around, visit_kind, now)
    if len(around.photos) > MOST_PHOTOS:
        told.append(f"现场照片最多{MOST_PHOTOS}张")
    if told:
        shown = "；".join(told[:3]) + (f"等{len(told)}处" if len(told) > 3 else "")
        raise Refused(
            f"走访还没有填完：{shown}。请补填后再完成。",
            code="visit_incomplete",
            paths=tuple(one.path for one in problems),
        )


def _record(work: UnitOfWork, draft: Draft, around: Around) -> dict[str, Any]:
    return {
        "visit_kind": draft.about["visit_kind"],
        "household_id": draft.household_id,
        "person_id": draft.person_id,
        "case_id": draft.about.get("case_id"),
        "started_at": around.started_at,
        "ended_at": work.now,
        "visitors": _with_accounts(work, around.visitors),
        "met": around.met,
        "respondent": around.respondent or None,
        "respondent_relation": around.respondent_relation or None,
    }


def _pinned(draft: Draft, filling: FormFilling) -> dict[str, Any]:
    """The answers, the version they are pinned to, and whose the rows made from records are."""
    filling.finish()
    definition = filling.definition
    return {
        "form_id": definition.form_id,
        "form_version": definition.version,
        "form_sha256": definition.sha256,
        "answers": {**filling.state(), ROWS: draft.about.get("rows", {})},
    }


def _with_accounts(work: UnitOfWork, names: Sequence[str]) -> list[dict[str, Any]]:
    """The visitors, with the account of those who have one; a name that two share has none."""
    known: dict[str, list[str]] = {}
    for each in work.find(Account, Account.name.in_(names)):
        known.setdefault(each.name, []).append(each.id)
    ids = {name: found[0] for name, found in known.items() if len(found) == 1}
    ids[work.actor.name] = work.actor.id
    return [{"name": name, "user_id": ids.get(name)} for name in names]


def _taken(filling: FormFilling, form: LibraryForm) -> dict[str, Any]:
    """The visit's own fields that the form says where to take from."""
    found: dict[str, Any] = {}
    for name, questions in form.use.takes.items():
        texts = [text for question in questions if (text := _shown(filling, question))]
        if not texts:
            continue
        found[name] = date.fromisoformat(texts[0]) if name == "next_date" else "；".join(texts)
    return found | values_of_visit(filling, form)


def _shown(filling: FormFilling, question: str) -> str:
    """An answer as people read it; of a note its text."""
    for element in filling.definition.elements.values():
        if element.name == question and element.kind == "question":
            state = filling.node("/".join(element.names[1:]))
            if not state.relevant:
                return ""
            labels = [one.label for one in state.choices if one.value in state.value.split(" ")]
            is_note = state.readonly and not state.value
            return "、".join(labels) or (state.label if is_note else state.value)
    return ""


def _planned(work: UnitOfWork, record: Mapping[str, Any]) -> Visit | None:
    """The visit of this kind that was planned for the household, if it has not come about."""
    found = work.find(
        Visit,
        Visit.household_id == record["household_id"],
        Visit.visit_kind == record["visit_kind"],
        Visit.person_id == record["person_id"],
        Visit.started_at.is_(None),
        Visit.ended_at.is_(None),
        order_by=(Visit.plan_date,),
        limit=1,
    )
    return found[0] if found else None


def _attach(work: UnitOfWork, visit: Visit, around: Around, filling: FormFilling) -> None:
    for sha256, kind in _uploaded(filling):
        _ = _attachment(work, visit, sha256, kind)
    visit.photos = [_attachment(work, visit, sha256, PHOTO).id for sha256 in around.photos]
    signatures: list[dict[str, Any]] = []
    for one in around.signatures:
        signed: dict[str, Any] = {"role": one.role, "name": one.name}
        if one.sha256 == FINGERPRINT:
            signed["attachment_id"] = None
        else:
            signed["attachment_id"] = _attachment(work, visit, one.sha256, SIGNATURE).id
        signatures.append(signed)
    visit.signatures = signatures


def _uploaded(filling: FormFilling) -> Iterator[tuple[str, str]]:
    """Photos, signatures and files that answer questions of the form itself."""
    for page in filling.definition.pages:
        for node in filling.page_nodes(page):
            if node.control == "upload" and node.relevant and node.value != FINGERPRINT:
                is_signed = "signature" in node.appearance
                is_image = node.attributes.get("mediatype", "").startswith("image/")
                kind = SIGNATURE if is_signed else PHOTO if is_image else FILE
                yield from ((sha256, kind) for sha256 in node.value.split())


def _attachment(work: UnitOfWork, visit: Visit, sha256: str, kind: str) -> Attachment:
    blob = work.session.get(BlobFile, sha256)
    if blob is None:
        raise Refused(
            "有一张照片或签名不在这台电脑上。请重新拍照或签名后再完成。", code="blob_missing"
        )
    return work.add(
        Attachment(
            owner_noun=Visit.noun,
            owner_id=visit.id,
            kind=kind,
            sha256=sha256,
            size=blob.size,
            media_type=_MEDIA.get(kind, "application/octet-stream"),
            secret_level=visit.secret_level,
            captured_at=visit.started_at if kind == PHOTO else None,
            org_code=visit.org_code,
            village_code=visit.village_code,
        )
    )


def _attachments(work: UnitOfWork, ids: Sequence[str]) -> dict[str, Attachment]:
    wanted = [one for one in ids if one]
    found = work.session.scalars(select(Attachment).where(Attachment.id.in_(wanted)))
    return {each.id: each for each in found}
