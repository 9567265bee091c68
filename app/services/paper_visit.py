"""V-01 走访记录表: a visit with whatever form it was filled in with, for the printer and for export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from app.domain import codes
from app.errors import Unreadable
from app.forms.export import UPLOAD
from app.forms.library import FormLibrary
from app.forms.read_out import SIGNATURE, Gridded, Part, Said, read_out
from app.models.household import Household
from app.models.visit import Visit
from app.printing.filled_form import (
    CODE,
    Filled,
    FilledAnswer,
    FilledHeading,
    FilledPhoto,
    FilledSheet,
    FilledSign,
    FilledTable,
)
from app.printing.layout.signing import Signature
from app.printing.wording import written_moment
from app.services.drafts import filling_of, household_title
from app.services.form_files import shipped_forms
from app.services.press import Press, paper_number
from app.services.published_forms import kept_forms, library_with
from app.services.visit_around import FINGERPRINT, SIGNERS, visitor_names
from app.services.visits import photos_of, pinned_form, signatures_of
from app.storage.unit_of_work import UnitOfWork

_ABSENT: Final = "（不在这台电脑上）"


def of_visit(work: UnitOfWork, press: Press, visit: Visit) -> FilledSheet:
    """The sheet of one visit, in the version it was filled in with, shipped or published. Raises
    ``Refused`` form_version_missing."""
    return sheet_of(work, press, library_with(shipped_forms(), kept_forms(work)), visit)


def sheet_of(work: UnitOfWork, press: Press, library: FormLibrary, visit: Visit) -> FilledSheet:
    """The same, with the forms that are handed in."""
    form = pinned_form(library, visit)
    filling = filling_of(work, form, visit.answers or {}) if form is not None else None
    pages = read_out(filling) if filling is not None else ()
    album = _Album(work)
    content = tuple(_content(pages, album, 0))
    for one in photos_of(work, visit):
        album.add_photo("现场照片", one.sha256)
    place = visit.village_code or visit.org_code
    return FilledSheet(
        number=paper_number(CODE, visit.org_code, visit.id, _day(visit)),
        day=_day(visit),
        office=press.office(place),
        record=visit.id,
        made_at=work.now,
        is_draft=visit.ended_at is None,
        title=form.title if form is not None else codes.VISIT_KIND.label(visit.visit_kind),
        form=f"{form.form_id}（{form.definition.version}版）" if form is not None else "",
        facts=tuple(_facts(work, press, visit)),
        content=content,
        photos=tuple(album.photos),
        signatures=(*_signers(work, visit), *album.signatures),
    )


class _Album:
    """The photos and signatures of one visit, numbered as they come."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self.photos: list[FilledPhoto] = []
        self.signatures: list[FilledSign] = []

    def add(self, said: Said) -> str:
        """What an answer with files reads: where they stand on the paper."""
        if said.kind == SIGNATURE:
            return self._add_signature(said)
        told = [self.add_photo(said.label, sha256) for sha256 in said.value.split()]
        return "、".join(told)

    def add_photo(self, caption: str, sha256: str) -> str:
        """Put a photo behind the others; gives what it is called."""
        content = _content_of(self._work, sha256)
        if content is None:
            return f"照片{_ABSENT}"
        if not _is_picture(content):
            return "附件一份"
        name = f"照片{len(self.photos) + 1}"
        self.photos.append(FilledPhoto(caption=f"{name}　{caption}", content=content))
        return f"见{name}"

    def _add_signature(self, said: Said) -> str:
        if said.value in ("", FINGERPRINT):
            self.signatures.append(FilledSign(caption=said.label))
            return "已在纸上按手印" if said.value else ""
        content = _content_of(self._work, said.value)
        self.signatures.append(FilledSign(caption=said.label, signature=Signature(content)))
        return "已签名"


def _content(parts: Sequence[Part], album: _Album, level: int) -> Iterator[Filled]:
    for part in parts:
        if isinstance(part, Said):
            yield _answer(part, album)
        elif isinstance(part, Gridded):
            rows = tuple(tuple(_text(one, album) for one in row) for row in part.rows)
            yield FilledTable(label=part.label, columns=part.columns, rows=rows)
        else:
            if part.label:
                yield FilledHeading(label=part.label, level=level)
            yield from _content(part.parts, album, level + 1)


def _answer(said: Said, album: _Album) -> FilledAnswer:
    return FilledAnswer(label=said.label, text=_text(said, album), is_note=said.kind == "note")


def _text(said: Said, album: _Album) -> str:
    return album.add(said) if said.kind in (UPLOAD, SIGNATURE) else said.text


def _facts(work: UnitOfWork, press: Press, visit: Visit) -> Iterator[FilledAnswer]:
    household = work.get(Household, visit.household_id) if visit.household_id else None
    told = (
        ("走访对象", household_title(work, visit.household_id)),
        ("家庭编号", household.hh_no if household else ""),
        ("走访类型", codes.VISIT_KIND.label(visit.visit_kind)),
        ("走访人", "、".join(visitor_names(visit))),
        ("开始时间", written_moment(visit.started_at) if visit.started_at else ""),
        ("结束时间", written_moment(visit.ended_at) if visit.ended_at else ""),
        ("是否见到本人", codes.MET.label(visit.met)),
        ("受访人", _respondent(visit)),
        ("住址", press.address(household) if household else ""),
    )
    yield from (FilledAnswer(label=label, text=text or "") for label, text in told)


def _respondent(visit: Visit) -> str:
    relation = codes.RELATION.label(visit.respondent_relation)
    return (
        f"{visit.respondent}（{relation}）"
        if visit.respondent and relation
        else visit.respondent or ""
    )


def _signers(work: UnitOfWork, visit: Visit) -> Iterator[FilledSign]:
    """Those who may sign, with their signatures or a line for ink."""
    signed = {one.role: one.sha256 for one in signatures_of(work, visit)}
    for role, caption in SIGNERS.items():
        content = _content_of(work, signed[role]) if signed.get(role) else None
        yield FilledSign(caption=caption, signature=Signature(content))


def _content_of(work: UnitOfWork, sha256: str) -> bytes | None:
    """A file's content; None where it has not come to this laptop."""
    try:
        return work.get_blob(sha256)
    except Unreadable:
        return None


def _is_picture(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG"))


def _day(visit: Visit) -> date | None:
    return visit.started_at.date() if visit.started_at else None
