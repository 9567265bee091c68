"""The author's workbook of the version in use, to make the next one from: with what belongs beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app import resources
from app.domain.permissions import Action
from app.errors import Refused
from app.forms import bundle
from app.forms.library import FormLibrary
from app.models.local import PublishedForm
from app.security.signatures import is_signed
from app.services.permitted import needs
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class FormWorkbook:
    """``content``: byte for byte as its author saved it; ``beside``: tables, pictures and sounds by
    name."""

    form_id: str
    title: str
    version: str
    content: bytes = field(repr=False)
    beside: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)

    @property
    def file_name(self) -> str:
        return f"{self.title}.xlsx"

    def files_at(self, path: Path) -> Iterator[tuple[Path, bytes]]:
        """Where each file goes when the workbook is saved at ``path``: there the check finds them
        (``WorkbookFolder``). The workbook last."""
        for name, content in self.beside.items():
            yield path.with_name(f"{path.stem}-media") / name, content
        yield path, self.content


@needs(Action.FORM_CHECK)
def workbook_of(work: UnitOfWork, library: FormLibrary, form_id: str) -> FormWorkbook:
    """That of the version in use. Raises ``Refused`` form_unknown, workbook_missing."""
    form = library.current(form_id)
    made = form.definition
    wanted = select(PublishedForm.bundle).where(PublishedForm.sha256 == made.sha256)
    kept = work.session.scalar(wanted)
    if kept is not None:
        opened = bundle.unpack(kept, is_signed)
        content, beside = opened.workbook, {**opened.tables, **opened.media_files}
    else:
        place = resources.path("forms", form_id, bundle.WORKBOOK)
        content = place.read_bytes() if place.is_file() else b""
        files = next(one for one in library.of_form(form_id) if one.form is form)
        beside = dict(files.tables)
    if not content:
        sentence = "这个版本没有带着工作簿。请向发布它的人要原来的工作簿。"
        raise Refused(sentence, code="workbook_missing", form_id=form_id)
    return FormWorkbook(form_id, form.title, made.version, content, beside)
