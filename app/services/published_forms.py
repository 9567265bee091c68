"""The forms that the county published: signed, carried to a laptop, kept for ever, offered.

A version comes as a bundle (``app/forms/bundle.py``). Who may publish for a laptop is known by
public key: its own vault's, its county's, and those that were confirmed here once by their
fingerprint. What comes with a sync the county itself vouches for.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from app.domain.permissions import Action
from app.errors import Refused, Unreadable
from app.forms import bundle
from app.forms.bundle import Bundle, Manifest
from app.forms.definition import load_form
from app.forms.library import FormFiles, FormLibrary
from app.forms.structure import FormDefinition
from app.models.local import PublishedForm, SyncState
from app.security.signatures import is_signed
from app.services.permitted import needs
from app.storage import left_forms
from app.storage.identity import PUBLISHERS
from app.storage.left_forms import LeftForm
from app.storage.unit_of_work import UnitOfWork

RECEIVED: Final = "user:form:receive"
ARRIVED: Final = "sync:form:receive"
_LATEST: Final = 5
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class FormLine:
    """A version that is kept. ``fingerprint``: by which people compare the publisher's key."""

    form_id: str
    version: str
    title: str
    sha256: str
    publisher: str
    fingerprint: str
    kept_at: datetime | None

    @property
    def called(self) -> str:
        """As people say it: “低保入户调查”2027010101版."""
        return f"“{self.title}”{self.version}版"


@dataclass(frozen=True)
class Arrived:
    """A version that is here, and since when."""

    title: str
    version: str
    kept_at: datetime | None


@dataclass(frozen=True)
class FormNews:
    """The latest versions, the newest first; and those that were not taken, with their cause."""

    arrived: tuple[Arrived, ...]
    left: tuple[LeftForm, ...]


@dataclass(frozen=True)
class Published:
    """A version that was published: its line, and the file to carry to other laptops."""

    line: FormLine
    content: bytes

    @property
    def file_name(self) -> str:
        return f"{self.line.form_id}-{self.line.version}{bundle.SUFFIX}"


def fingerprint(public_key: bytes) -> str:
    """A public key as people read it to each other: five groups of four."""
    text = hashlib.sha256(public_key).hexdigest()[:20].upper()
    return " ".join(text[place : place + 4] for place in range(0, 20, 4))


def signer_of(content: bytes) -> str:
    """The fingerprint of who signed a bundle. Raises ``Unreadable`` as ``bundle.unpack``."""
    return fingerprint(bytes.fromhex(bundle.unpack(content, is_signed).manifest.signed_by))


@needs(Action.OWN_DESK)
def receive(
    work: UnitOfWork, content: bytes, own_key: bytes, *, confirmed_fingerprint: str = ""
) -> FormLine:
    """Keep a version that was published elsewhere; the same one twice changes nothing.

    ``confirmed_fingerprint``: what the person compared with the publisher, to trust that one from
    now on. Raises ``Unreadable`` as ``bundle.unpack``, ``Refused`` publisher_unknown (its fact
    ``fingerprint`` says which), form_version_taken.
    """
    opened = bundle.unpack(content, is_signed)
    _require_trusted(work, opened.manifest, own_key, confirmed_fingerprint)
    _require_as_said(opened)
    if keep(work, opened, content):
        work.note(RECEIVED, None, None, f"{opened.manifest.form_id} {opened.manifest.version}")
        _settle(work, opened.manifest.form_id)
    return line_of(opened.manifest, work.now)


@needs(Action.OWN_DESK)
def accept(work: UnitOfWork, content: bytes) -> FormLine | None:
    """Keep a version that came with a sync, under the county's signature, which was checked there;
    None: it was here already. Raises ``Unreadable`` as ``bundle.unpack``, ``Refused``
    form_version_taken."""
    opened = bundle.unpack(content, is_signed)
    _require_as_said(opened)
    if not keep(work, opened, content):
        return None
    work.note(ARRIVED, None, None, f"{opened.manifest.form_id} {opened.manifest.version}")
    return line_of(opened.manifest, work.now)


@needs(Action.OWN_DESK)
def list_published(work: UnitOfWork) -> tuple[FormLine, ...]:
    """The versions that are kept, the newest first."""
    found = work.session.scalars(select(PublishedForm).order_by(PublishedForm.rowid_.desc()))
    return tuple(
        line_of(opened.manifest, row.kept_at)
        for row in found
        if (opened := _opened(row)) is not None
    )


@needs(Action.OWN_DESK)
def news(work: UnitOfWork) -> FormNews:
    """What came of late, and what was not taken."""
    columns = PublishedForm.title, PublishedForm.version, PublishedForm.kept_at
    latest = select(*columns).order_by(PublishedForm.rowid_.desc()).limit(_LATEST)
    row = work.session.get(SyncState, left_forms.NAME)
    arrived = tuple(Arrived(*one) for one in work.session.execute(latest))
    return FormNews(arrived, left_forms.read(row.value if row else None))


@needs(Action.OWN_DESK)
def forget_left(work: UnitOfWork) -> None:
    """Somebody has read what was not taken, and why."""
    if (row := work.session.get(SyncState, left_forms.NAME)) is not None:
        row.value = []


@needs(Action.OWN_DESK)
def kept_forms(work: UnitOfWork) -> tuple[FormFiles, ...]:
    """The versions that are kept, for ``library_with``, the newest last."""
    found = work.session.scalars(select(PublishedForm).order_by(PublishedForm.rowid_))
    opened = (_opened(row) for row in found)
    return tuple(_form_files(one) for one in opened if one is not None)


@needs(Action.OWN_DESK)
def renewed(work: UnitOfWork, library: FormLibrary) -> FormLibrary:
    """``library`` with the versions that were kept since; what was read of it stays read."""
    here = {(one.folder, one.xml) for one in library.versions}
    return library_with(
        library, [one for one in kept_forms(work) if (one.folder, one.xml) not in here]
    )


@needs(Action.OWN_DESK)
def bundle_of(work: UnitOfWork, sha256: str) -> Published:
    """A kept version once more, to be carried on. Raises ``Refused`` form_version_missing."""
    row = _row(work, sha256)
    if row is None:
        sentence = "这台电脑上没有这个版本。请刷新列表，再选一次。"
        raise Refused(sentence, code="form_version_missing")
    opened = bundle.unpack(row.bundle, is_signed)
    return Published(line_of(opened.manifest, row.kept_at), row.bundle)


@needs(Action.OWN_DESK)
def media_of(work: UnitOfWork, form: FormDefinition) -> Mapping[str, bytes]:
    """The pictures and sounds of a kept version by name; nothing for one that has none, or whose
    bundle cannot be read any more: it is filled in without them."""
    row = _row(work, form.sha256) if form.media else None
    if row is None:
        return {}
    try:
        return bundle.unpack(row.bundle, is_signed).media_files
    except Unreadable as trouble:
        _log.warning("media of form %s are left out: %s", row.sha256, trouble.code)
        return {}


def library_with(shipped: FormLibrary, kept: Iterable[FormFiles]) -> FormLibrary:
    """Shipped and kept forms together: of each form, the latest version is offered."""
    every = [*shipped.versions, *kept]
    latest: dict[str, FormFiles] = {}
    for each in every:
        before = latest.get(each.folder)
        if each.is_offered and (before is None or not _is_later(before, each)):
            latest[each.folder] = each
    return FormLibrary.of(
        each
        if each.is_offered == (each is latest.get(each.folder))
        else replace(each, is_offered=False)
        for each in every
    )


# -- inside ---------------------------------------------------------------------------------------


def _is_later(one: FormFiles, other: FormFiles) -> bool:
    """Whether ``one`` has the higher version; where versions are no numbers, the other came last."""
    left, right = one.form.definition.version, other.form.definition.version
    return left.isdecimal() and right.isdecimal() and int(left) > int(right)


def version_taken(form_id: str, version: str) -> Refused:
    return Refused(
        f"版本号“{version[:40]}”已经用过，内容却不同。请换一个更大的版本号再发布。",
        code="form_version_taken",
        form_id=form_id,
        version=version,
    )


def _require_trusted(
    work: UnitOfWork, manifest: Manifest, own_key: bytes, confirmed_fingerprint: str
) -> None:
    key = bytes.fromhex(manifest.signed_by)
    known = _publishers(work)
    if key == own_key or manifest.signed_by in known:
        return
    print_ = fingerprint(key)
    if _plain(confirmed_fingerprint) == _plain(print_):
        known = {**known, manifest.signed_by: manifest.publisher}
        _put_publishers(work, known)
        return
    raise Refused(
        f"还不认识发布这张表单的人（自称“{manifest.publisher[:20]}”）。"
        f"请打电话向县民政局核对发布指纹：{print_}，一致后再确认接收。",
        code="publisher_unknown",
        fingerprint=print_,
    )


def _plain(text: str) -> str:
    return "".join(text.split()).upper()


def _publishers(work: UnitOfWork) -> Mapping[str, Any]:
    row = work.session.get(SyncState, PUBLISHERS)
    return row.value if row is not None else {}


def _put_publishers(work: UnitOfWork, known: Mapping[str, Any]) -> None:
    row = work.session.get(SyncState, PUBLISHERS)
    if row is None:
        work.session.add(SyncState(name=PUBLISHERS, value=dict(known)))
    else:
        row.value = dict(known)


def _require_as_said(opened: Bundle) -> None:
    """Raise ``Unreadable`` unless the form in the bundle is the one that its manifest names."""
    form, said = load_form(opened.xml, opened.tables, opened.media), opened.manifest
    if (form.form_id, form.version, form.sha256) != (said.form_id, said.version, said.sha256):
        raise Unreadable(
            "文件里的表单和它的说明对不上。请向县民政局重新要一份。", code="bundle_damaged"
        )
    _ = _form_files(opened).form


def keep(work: UnitOfWork, opened: Bundle, content: bytes) -> bool:
    """Put an opened bundle into the store; whether it was new here. Raises ``Refused`` form_version_taken."""
    said = opened.manifest
    if _row(work, said.sha256) is not None:
        return False
    wanted = select(PublishedForm.sha256).where(
        PublishedForm.form_id == said.form_id, PublishedForm.version == said.version
    )
    if work.session.scalar(wanted) is not None:
        raise version_taken(said.form_id, said.version)
    work.session.add(
        PublishedForm(
            sha256=said.sha256,
            form_id=said.form_id,
            version=said.version,
            title=said.title,
            bundle=content,
            signed_by=said.signed_by,
            kept_at=work.now,
        )
    )
    work.session.flush()
    work.touch(PublishedForm.__tablename__, said.sha256)
    return True


def _settle(work: UnitOfWork, form_id: str) -> None:
    """A form that could not be taken with a sync came by hand."""
    row = work.session.get(SyncState, left_forms.NAME)
    if row is not None and row.value:
        row.value = [asdict(one) for one in left_forms.read(row.value) if one.form_id != form_id]


def _row(work: UnitOfWork, sha256: str) -> PublishedForm | None:
    return work.session.scalar(select(PublishedForm).where(PublishedForm.sha256 == sha256))


def _opened(row: PublishedForm) -> Bundle | None:
    """A kept bundle; one that cannot be read any more must not keep the others from being used."""
    try:
        return bundle.unpack(row.bundle, is_signed, has_media=False)
    except Unreadable as trouble:
        _log.warning("published form %s is left out: %s", row.sha256, trouble.code)
        return None


def _form_files(opened: Bundle) -> FormFiles:
    said = opened.use
    return FormFiles(
        opened.manifest.form_id,
        opened.xml,
        opened.tables,
        said.get("prefill") or {},
        said.get("use") or {},
        media=opened.media,
    )


def line_of(said: Manifest, kept_at: datetime | None) -> FormLine:
    return FormLine(
        said.form_id,
        said.version,
        said.title,
        said.sha256,
        said.publisher,
        fingerprint(bytes.fromhex(said.signed_by)),
        kept_at,
    )
