"""Checking a form before the county publishes it: the workbook in, every problem and change out.

Needs no vault and touches none. The converter is asked for only here; laptops never come this way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.errors import Refused, Unavailable, Unreadable
from app.excel.file_bytes import read_file
from app.excel.reader import read_bytes
from app.excel.xlsform.conversion import convert, require_converter
from app.excel.xlsform.reading import read_authored
from app.forms.bundle import FORM
from app.forms.checking.authored import SETTINGS, SURVEY, Authored
from app.forms.checking.checker import check_authored, check_converted, in_order
from app.forms.checking.differences import Difference, difference
from app.forms.checking.media import media_problems, named_files
from app.forms.checking.outline import Outline
from app.forms.checking.problems import WARNING, Problem, Spot, is_fit
from app.forms.checking.purpose import SENSITIVITY, purpose, unsealed
from app.forms.checking.tables import named_tables, table_problems
from app.forms.definition import load_form
from app.forms.inheritance import PREFILL, Gone, inherit
from app.forms.library import FormFiles, FormLibrary
from app.forms.media import hashed, named
from app.forms.outcome import BIND_ATTRIBUTE, read_targets
from app.forms.structure import FormDefinition
from app.forms.tables import header_of
from app.models.base import notes
from app.models.visit import Visit
from app.services.form_files import beside
from app.services.form_report import FormReport
from app.services.form_targets import target_problems
from app.services.workbook_folder import WorkbookFolder

_MISSING: Final = "table_missing"


def check(
    workbook: Path, against: Path | None = None, library: FormLibrary | None = None
) -> FormReport:
    """Everything that is wrong with the form in ``workbook``, and what it changes.

    ``against``: the published ``form.xml``, its folder, or a folder of forms; without it, what the
    ``library`` offers of the same form. Raises ``Unavailable`` converter_missing and what reading
    files raises, ``Unreadable`` for what is no form, ``Refused`` form_other, published_missing.
    """
    require_converter()
    data = read_file(workbook)
    authored = read_authored(read_bytes(data))
    form_id = authored.setting("form_id")
    former = _former(against, form_id) if against else _offered(library, form_id)
    return _report(data, authored, former, WorkbookFolder(workbook))


def _report(
    data: bytes, authored: Authored, former: FormFiles | None, beside_it: WorkbookFolder
) -> FormReport:
    published = former.form.definition if former else None
    checked = check_authored(authored)
    loaded = _Loaded(list(checked.problems))
    loaded.media = beside_it.media(one.name for one in named_files(authored))
    loaded.problems += media_problems(authored, loaded.media)
    tables = tuple(named_tables(checked.outline))
    loaded.tables, mended = beside_it.tables(dict.fromkeys(one.name for one in tables))
    loaded.problems += [*mended, *table_problems(tables, _headers(loaded.tables))]
    use = {**({} if former is None else former.use), **purpose(authored)}
    if is_fit(checked.problems):
        _convert(loaded, authored, checked.outline, beside_it, str(use.get(SENSITIVITY.name, "")))
    found = None
    if former is not None and published is not None and loaded.form is not None:
        found = difference(published, loaded.form)
        loaded.problems += _version_problems(published, loaded.form, found, authored)
        loaded.problems += unsealed(authored, former.visit_use.sensitivity)
        inherited = inherit(former.use, former.prefill, published, loaded.form)
        loaded.problems += [_gone(one) for one in inherited.gone]
    return FormReport(
        authored.setting("form_id"),
        authored.setting("version"),
        authored.setting("form_title"),
        hashlib.sha256(data).hexdigest(),
        in_order(loaded.problems),
        loaded.xml,
        found,
        {one.name: one.row.spot("name") for one in checked.outline.questions},
        data,
        loaded.tables,
        loaded.form,
        published.sha256 if published else "",
        purpose(authored),
        loaded.media,
    )


@dataclass
class _Loaded:
    """What becomes of a workbook on its way through the converter."""

    problems: list[Problem]
    xml: bytes = b""
    tables: dict[str, bytes] = field(default_factory=dict[str, bytes])
    media: dict[str, bytes] = field(default_factory=dict[str, bytes])
    form: FormDefinition | None = None


def _convert(
    loaded: _Loaded,
    authored: Authored,
    outline: Outline,
    beside_it: WorkbookFolder,
    sensitivity: str,
) -> None:
    """The converted form as the engine reads it; what is wrong with it goes to ``problems``."""
    converted = convert(authored)
    loaded.xml = converted.xml
    loaded.problems += [converted.problem] if converted.problem else []
    if not loaded.xml:
        return
    try:
        first = load_form(loaded.xml)
        tables = {name: loaded.tables.get(name) for name in first.missing_files}
        loaded.tables = {name: one for name, one in tables.items() if one is not None}
        if loaded.tables:
            first = load_form(loaded.xml, loaded.tables)
        loaded.media = beside_it.media(named(first))
        form = load_form(loaded.xml, loaded.tables, hashed(loaded.media))
    except Unreadable as trouble:
        question = outline.by_name.get(str(trouble.facts.get("question", "")))
        spot = question.row.spot("calculation") if question else Spot()
        loaded.problems.append(Problem(trouble.code, trouble.sentence, spot))
        return
    said = {one.code for one in loaded.problems}
    more = check_converted(form, outline)
    loaded.problems += [one for one in more if one.code != _MISSING or _MISSING not in said]
    for one in target_problems(read_targets(form), sensitivity, form):
        question = outline.by_name.get(one.question.rpartition("/")[2])
        spot = question.row.spot(f"bind::ruhu:{BIND_ATTRIBUTE}") if question else Spot()
        loaded.problems.append(Problem(one.code, one.sentence, spot))
    loaded.form = form


def _headers(tables: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    return {name: header_of(one) if name.endswith(".csv") else () for name, one in tables.items()}


def _gone(one: Gone) -> Problem:
    """What the version before did with a question that nothing takes the place of."""
    name, note = one.question[:40], notes(Visit).get(one.used)
    did = f"给题目“{name}”自动带入已知的内容"
    if one.used != PREFILL:
        did = f"把题目“{name}”的答案记作走访的“{note.label if note else one.used}”"
    sentence = (
        f"已发布的版本会{did}，新版没有这一题，不再这样做。"
        "请补上这一题；只是改了名的，请在 bind::ruhu:was 列写原名。"
    )
    return Problem("inherited_gone", sentence, Spot(SURVEY), WARNING)


def _offered(library: FormLibrary | None, form_id: str) -> FormFiles | None:
    """The version in use; None when the form is new."""
    versions = library.of_form(form_id) if library else ()
    return next((one for one in versions if one.is_offered), None)


def _former(place: Path, form_id: str) -> FormFiles:
    """The version at ``place``: a file, a form's folder, or the folder of that form below it; with
    what lies beside it."""
    candidates = [place / FORM, place / form_id / FORM] if place.is_dir() else [place]
    for path in candidates:
        if path.is_file():
            xml = read_file(path)
            return beside(path.parent, FormFiles(load_form(xml).form_id, xml))
    if place.exists():
        raise Refused(
            f"文件夹里没有这张表已发布的版本（{FORM}）。请选择该表的文件夹，或它的 {FORM}。",
            code="published_missing",
        )
    raise Unavailable("找不到已发布的版本。请检查路径，再选一次。", code="file_missing")


def _version_problems(
    published: FormDefinition, new: FormDefinition, found: Difference, authored: Authored
) -> list[Problem]:
    """A form that changed needs a version of its own, and a later one."""
    old, now = published.version, new.version
    is_later = int(now) > int(old) if old.isdecimal() and now.isdecimal() else now != old
    if is_later or not found.changes:
        return []
    spot = authored.settings.spot("version") if authored.settings else Spot(SETTINGS)
    sentence = (
        f"表单有变化，版本号“{now}”却不比已发布的“{old}”大。请在 version 列写一个更大的版本号。"
    )
    return [Problem("version_not_later", sentence, spot)]
