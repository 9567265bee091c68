"""Publishing a form that was checked: signed with the vault's key, kept, handed over as one file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from app.domain.permissions import Action
from app.errors import Refused
from app.forms import bundle
from app.forms.bundle import Manifest
from app.forms.checking.purpose import SENSITIVITY
from app.forms.inheritance import Inherited, inherit
from app.forms.library import FormFiles, FormLibrary, stricter
from app.forms.structure import FormDefinition
from app.security.signatures import DeviceKeys, is_signed
from app.services.permitted import needs
from app.services.published_forms import (
    Published,
    keep,
    kept_forms,
    library_with,
    line_of,
    version_taken,
)
from app.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from app.services.form_report import FormReport

PUBLISHED: Final = "user:form:publish"


@needs(Action.FORM_PUBLISH)
def publish(
    work: UnitOfWork,
    report: FormReport,
    library: FormLibrary,
    signer: DeviceKeys,
    *,
    is_confirmed: bool = False,
) -> Published:
    """Sign the form that was checked and keep it as the version in use.

    ``library``: the forms that ship, with or without those that are kept. ``is_confirmed``: the
    author said that lost answers are meant. Raises ``Refused`` form_unfit, form_check_outdated,
    form_change_unconfirmed, form_version_taken, form_published_already.
    """
    form = report.definition
    if form is None or not report.is_fit:
        raise Refused("表单还有必须改正的地方。请逐条改正，再检查一次。", code="form_unfit")
    library = library_with(library, kept_forms(work))
    former = next((one for one in library.of_form(form.form_id) if one.is_offered), None)
    replaced = former.form.definition.sha256 if former else ""
    _require_new(library, form)
    if replaced != report.replaces:
        sentence = "检查以后，现用的版本变了。请再检查一次，看过差异再发布。"
        raise Refused(sentence, code="form_check_outdated")
    if report.difference and report.difference.needs_confirmation and not is_confirmed:
        raise Refused(
            "新版本会改变或丢失已经填写的答案。请看完差异；确实要这样改，请确认后再发布。",
            code="form_change_unconfirmed",
        )
    manifest = Manifest(
        form.form_id,
        form.version,
        form.title[:200],
        form.sha256,
        work.now.isoformat(timespec="seconds"),
        work.actor.name,
        signer.signing_public.hex(),
        replaced,
        report.difference.kind if report.difference else "",
        bundle.ENGINE if report.media else 1,
    )
    content = bundle.pack(manifest, _files(report, form, former), signer.sign)
    keep(work, bundle.unpack(content, is_signed), content)
    work.note(PUBLISHED, None, None, f"{form.form_id} {form.version}")
    return Published(line_of(manifest, work.now), content)


def _require_new(library: FormLibrary, form: FormDefinition) -> None:
    for each in library.of_form(form.form_id):
        known = each.form.definition
        if known.sha256 == form.sha256:
            sentence = "这个版本已经发布过了，没有变化。要改表单，请先改工作簿。"
            raise Refused(sentence, code="form_published_already")
        if known.version == form.version:
            raise version_taken(form.form_id, form.version)


def _files(report: FormReport, form: FormDefinition, former: FormFiles | None) -> dict[str, bytes]:
    """What goes into the bundle. What the form is for stays as it was, unless the workbook says;
    nothing is unsealed by it."""
    kept = Inherited({}, {})
    if former is not None:
        kept = inherit(former.use, former.prefill, former.form.definition, form)
    use: dict[str, Any] = {**kept.use, **report.use}
    if former is not None and SENSITIVITY.name in use:
        use[SENSITIVITY.name] = stricter(use[SENSITIVITY.name], former.visit_use.sensitivity)
    told = {"use": use, "prefill": kept.prefill}
    said = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return {
        bundle.FORM: report.xml,
        bundle.WORKBOOK: report.workbook,
        bundle.USE: said.encode(),
        **report.tables,
        **{bundle.MEDIA + name: content for name, content in report.media.items()},
    }
