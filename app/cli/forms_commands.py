"""forms: what is wrong with a form's workbook, what it would do to what is filled in, publishing it."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from app.cli import opening
from app.cli.output import save
from app.cli.surroundings import Surroundings
from app.cli.tables import table
from app.errors import Refused, Unavailable
from app.forms.bundle import MOST_BYTES, SUFFIX
from app.forms.checking.differences import CLASSES
from app.forms.checking.problems import SEVERITIES, Spot
from app.forms.checking.rehearsal import KINDS
from app.forms.library import FormLibrary
from app.services import (
    form_checking,
    form_publishing,
    form_rehearsal,
    form_report,
    form_workbooks,
    published_forms,
)
from app.services.form_files import shipped_forms
from app.services.form_report import FormReport
from app.services.published_forms import FormLine, Published
from app.storage.files import in_words
from app.workspace import Workspace


def add_check(parser: ArgumentParser) -> None:
    """Which workbook, and which published version it is to replace."""
    _add_workbook(parser)
    parser.add_argument(
        "--against",
        type=Path,
        metavar="DIR_OR_XML",
        help="与已发布的版本（form.xml 或其文件夹）比较",
    )


def check(arguments: Namespace, around: Surroundings) -> object:
    """All problems at once; refused when one of them stands against publishing."""
    report = form_checking.check(arguments.file, arguments.against)
    told = form_report.as_json(report)
    _keep_report(arguments.report, told)
    _say(report, around)
    _require_fit(report, told, around)
    return told


def add_rehearse(parser: ArgumentParser) -> None:
    """Which workbook."""
    _add_workbook(parser)


def rehearse(arguments: Namespace, around: Surroundings) -> object:
    """The new version tried on every finished visit and draft of the form in the vault."""
    with _opened(arguments, around) as vault:
        library = _library(vault)
        report = _checked(arguments.file, library, around)
        form = report.definition
        if form is None:
            raise Refused("表单没有转换成功。请先检查表单。", code="form_unfit")
        found = vault.read(lambda work: form_rehearsal.rehearse_all(work, library, form))
    told = form_rehearsal.as_json(found)
    _keep_report(arguments.report, told)
    around.say(
        f"试了{found.visits}次已完成的走访、{found.drafts}份草稿，其中{len(found.affected)}份有影响，"
        f"{len(found.unread)}份打不开。"
    )
    for one, count in found.by_question():
        around.say(f"【{KINDS[one.kind]}】{one.name}“{one.label}”：{one.why}（{count}份）")
    return told


def add_publish(parser: ArgumentParser) -> None:
    """Which workbook, where to, and whether lost answers are meant."""
    _add_workbook(parser)
    _add_out(parser)
    parser.add_argument("--confirm", action="store_true", help="确认新版本会改变或丢失已填的答案")


def publish(arguments: Namespace, around: Surroundings) -> object:
    """The form checked, signed with the vault's key, kept, and saved as one file to carry on."""
    with _opened(arguments, around) as vault:
        library = _library(vault)
        report = _checked(arguments.file, library, around)
        told = form_report.as_json(report)
        _keep_report(arguments.report, told)
        _require_fit(report, told, around)
        _require_place(arguments.out)

        published = vault.do(
            lambda work: form_publishing.publish(
                work, report, library, vault.device, is_confirmed=arguments.confirm
            )
        )
        return {**told, **_saved(published, arguments.out)}


def add_send(parser: ArgumentParser) -> None:
    """Which version, where to."""
    parser.add_argument("form", help="表单编号，如 ruhu")
    parser.add_argument("--version", help="版本号；不写就是最近的一个")
    _add_out(parser)


def send(arguments: Namespace, around: Surroundings) -> object:
    """A version that is kept here, saved once more as the file it came in."""
    with _opened(arguments, around) as vault:
        wanted = [
            one
            for one in vault.read(published_forms.list_published)
            if one.form_id == arguments.form and arguments.version in (None, one.version)
        ]
        if not wanted:
            raise Refused(
                "这个保险柜里没有这张表发布过的版本。请用“forms list”查看。",
                code="form_version_missing",
            )
        sha256 = wanted[0].sha256
        found = vault.read(lambda work: published_forms.bundle_of(work, sha256))
        return _saved(found, arguments.out)


def add_workbook(parser: ArgumentParser) -> None:
    """Of which form, where to."""
    parser.add_argument("form", help="表单编号，如 ruhu")
    _add_out(parser)


def workbook(arguments: Namespace, around: Surroundings) -> object:
    """The workbook of the version in use, to make the next version from; tables and pictures in a
    folder beside it."""
    with _opened(arguments, around) as vault:
        library = _library(vault)
        found = vault.read(lambda work: form_workbooks.workbook_of(work, library, arguments.form))
    out: Path = arguments.out
    path = out / found.file_name if out.is_dir() else out
    _require_place(path)
    for place, content in found.files_at(path):
        place.parent.mkdir(exist_ok=True)
        save(place, [content])
    return {"out": str(path), "id": found.form_id, "version": found.version}


def add_receive(parser: ArgumentParser) -> None:
    """Which file, and whom to trust."""
    parser.add_argument("file", type=Path, help=f"发布的表单（{SUFFIX}）")
    parser.add_argument("--trust", default="", metavar="指纹", help="与县民政局核对过的发布指纹")


def receive(arguments: Namespace, around: Surroundings) -> object:
    """A version that was published elsewhere, kept here and offered from now on."""
    content = _read(arguments.file)
    with _opened(arguments, around) as vault:
        line = vault.do(
            lambda work: published_forms.receive(
                work,
                content,
                vault.device.signing_public,
                confirmed_fingerprint=arguments.trust,
            )
        )
    return _line(line)


def list_forms(arguments: Namespace, around: Surroundings) -> object:
    """The forms that can be filled in, and the published versions that are kept."""
    with _opened(arguments, around) as vault:
        offered = _library(vault).offered()
        kept = vault.read(published_forms.list_published)
        own = published_forms.fingerprint(vault.device.signing_public)
    return {
        "own_fingerprint": own,
        "offered": [
            {
                "id": one.form_id,
                "version": one.definition.version,
                "title": one.title,
                "sha256": one.definition.sha256,
            }
            for one in offered
        ],
        "published": [_line(one) for one in kept],
    }


# -- inside ---------------------------------------------------------------------------------------


def _add_workbook(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="表单的工作簿（.xlsx）")
    parser.add_argument("--report", type=Path, help="把结果写进这个 JSON 文件")


def _add_out(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR_OR_FILE", help="存到这个文件夹或文件"
    )


def _opened(arguments: Namespace, around: Surroundings) -> AbstractContextManager[Workspace]:
    return opening.opened(opening.vault_folder(arguments.vault, around), around)


def _library(vault: Workspace) -> FormLibrary:
    return published_forms.library_with(shipped_forms(), vault.read(published_forms.kept_forms))


def _checked(workbook: Path, library: FormLibrary, around: Surroundings) -> FormReport:
    report = form_checking.check(workbook, library=library)
    _say(report, around)
    return report


def _say(report: FormReport, around: Surroundings) -> None:
    """What was found, as people read it: problems in the order of the workbook, then what changes."""
    problems = [
        (SEVERITIES[one.severity], *_place(one.spot), one.sentence) for one in report.problems
    ]
    if problems:
        around.say(table(("轻重", "工作表", "行", "列", "问题和改法"), problems))
    if found := report.difference:
        around.say(f"与已发布的版本相比：{CLASSES.get(found.kind, '没有变化')}。")
        changes = [(CLASSES[one.kind], one.name, one.sentence) for one in found.changes]
        if changes:
            around.say(table(("变化", "题目", "说明"), changes))


def _place(spot: Spot) -> tuple[str, str, str]:
    header = f"（{spot.header}）" if spot.header else ""
    return spot.sheet, str(spot.row or ""), f"{spot.column}{header}"


def _require_fit(report: FormReport, told: object, around: Surroundings) -> None:
    if report.is_fit:
        return
    around.show(told)
    count = report.counts()["error"]
    sentence = f"表单有{count}处必须改正，还不能发布。请逐条改正后再检查。"
    raise Refused(sentence, code="form_unfit")


def _keep_report(path: Path | None, told: object) -> None:
    if path:
        text = json.dumps(told, ensure_ascii=False, indent=2)
        save(path, [text.encode(), b"\n"])


def _require_place(out: Path) -> None:
    """Before anything is signed: there must be a place for the file."""
    if not (out.is_dir() or out.parent.is_dir()):
        raise Unavailable("没有这个文件夹。请检查路径，或先新建文件夹。", code="folder_missing")


def _saved(published: Published, out: Path) -> dict[str, Any]:
    path = out / published.file_name if out.is_dir() else out
    save(path, [published.content])
    return {"out": str(path), "published": _line(published.line)}


def _line(line: FormLine) -> dict[str, Any]:
    return {
        "id": line.form_id,
        "version": line.version,
        "title": line.title,
        "sha256": line.sha256,
        "publisher": line.publisher,
        "fingerprint": line.fingerprint,
        "kept_at": line.kept_at.isoformat() if line.kept_at else None,
    }


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise Unavailable("找不到这个文件。请检查路径，再试一次。", code="file_missing")
    with in_words(), path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
