"""The zip of exported visits, written piece by piece: papers, tables, ODK instances, files.

File names hold the number that is printed on the paper, and no name or number of a person.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain import codes
from app.errors import Unreadable
from app.forms.csv_text import csv_text
from app.forms.export import UPLOAD, instance_xml
from app.forms.filling import FormFilling
from app.forms.flat_tables import FlatForm, FlatTable
from app.forms.library import FormLibrary, LibraryForm
from app.models.attachment import Attachment
from app.models.household import Household
from app.models.visit import Visit
from app.printing.filled_form import CODE
from app.printing.papers import render
from app.services.drafts import filling_of
from app.services.paper_visit import sheet_of
from app.services.press import Press, paper_number
from app.services.published_forms import media_of
from app.services.visit_around import FINGERPRINT, visitor_names
from app.services.visits import pinned_form
from app.storage.unit_of_work import UnitOfWork

README: Final = "说明.txt"
_ENDS: Final[Mapping[bytes, str]] = {
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG": ".png",
    b"%PDF": ".pdf",
}
"""How a content begins -> the end of its name."""
_PLAIN: Final = (".csv", ".xml", ".txt")
"""What gets smaller when it is packed; photos and papers are packed already."""


@dataclass
class Archive:
    """One zip in the making. ``formats``: of ``visit_exports.FORMATS``; ``absent``: names of files
    that are not on this laptop."""

    work: UnitOfWork
    library: FormLibrary
    archive: zipfile.ZipFile
    formats: frozenset[str]
    files: int = 0
    absent: list[str] = field(default_factory=list[str])
    tables: dict[str, FlatForm] = field(default_factory=dict[str, FlatForm])
    forms: set[str] = field(default_factory=set[str])
    """Folders of those that are in it."""

    def put(self, name: str, content: bytes) -> None:
        """One file."""
        now = self.work.now
        entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, 0))
        entry.external_attr = 0o600 << 16
        is_plain = name.endswith(_PLAIN)
        entry.compress_type = zipfile.ZIP_DEFLATED if is_plain else zipfile.ZIP_STORED
        self.archive.writestr(entry, content)
        self.files += 1

    def put_visit(self, visit: Visit, press: Press | None) -> None:
        """The paper, the instance and the files of one visit; its row waits for the tables."""
        begun = visit.started_at.date() if visit.started_at else None
        number = paper_number(CODE, visit.org_code, visit.id, begun)
        names = self._put_attachments(visit, number)
        if press is not None:
            sheet = sheet_of(self.work, press, self.library, visit)
            self.put(f"走访记录表/{number}.pdf", render(CODE, sheet, press.fonts))
        form = pinned_form(self.library, visit)
        if form is None:
            return
        filling = filling_of(self.work, form, visit.answers or {})
        if "xml" in self.formats:
            self._put_form(form)
            self.put(f"instances/{number}/submission.xml", instance_xml(filling, names))
        if "csv" in self.formats:
            flat = self.tables.setdefault(form.form_id, FlatForm())
            before, after = _around(self.work, visit, number), _behind(visit, filling, names)
            flat.add(filling, before=before, after=after, files=names)

    def put_tables(self) -> None:
        """The tables of every form, and what their columns mean."""
        for form_id, flat in self.tables.items():
            stem = safe_name(form_id)
            for table in flat.tables.values():
                name = f"{stem}-{safe_name(table.name)}" if table.name else stem
                columns = _in_order(table)
                rows = ([row.get(one, "") for one in columns] for row in table.rows)
                self.put(f"数据表/{name}.csv", csv_text(columns, rows))
            meanings = [
                (table.name or form_id, column, label)
                for table in flat.tables.values()
                for column, label in table.columns.items()
            ]
            content = csv_text(("表", "列", "题目"), meanings)
            self.put(f"数据表/{stem}-各列说明.csv", content)

    def put_readme(self, count: int) -> None:
        """What is in the zip, for whoever unpacks it."""
        self.put(README, _readme(count, self.absent, self.work).encode("utf-8-sig"))

    def _put_form(self, form: LibraryForm) -> None:
        """The version that a visit was filled in with, as ODK lays it out: the form, and in
        ``form-media`` its tables, pictures and sounds. Once for all visits of it."""
        made = form.definition
        folder = f"forms/{safe_name(made.form_id)}-{safe_name(made.version)}"
        if folder in self.forms:
            return
        self.forms.add(folder)
        files = next(one for one in self.library.of_form(made.form_id) if one.form is form)
        self.put(f"{folder}/form.xml", files.xml)
        for name, content in {**files.tables, **media_of(self.work, made)}.items():
            self.put(f"{folder}/form-media/{name}", content)

    def _put_attachments(self, visit: Visit, number: str) -> dict[str, str]:
        """Photos, signatures and files: sha256 -> the name it has in the zip."""
        found = self.work.find(
            Attachment,
            Attachment.owner_noun == Visit.noun,
            Attachment.owner_id == visit.id,
            order_by=(Attachment.rowid_,),
        )
        names: dict[str, str] = {}
        for one in found:
            if one.sha256 not in names:
                names[one.sha256] = self._put_attachment(one, f"{number}-{len(names) + 1}")
        return names

    def _put_attachment(self, one: Attachment, stem: str) -> str:
        try:
            content = self.work.get_blob(one.sha256)
        except Unreadable:
            self.absent.append(stem)
            return stem
        end = next((end for begin, end in _ENDS.items() if content.startswith(begin)), ".bin")
        self.put(f"media/{stem}{end}", content)
        return f"{stem}{end}"


def safe_name(text: str) -> str:
    """``text`` as part of a file's name on every system: letters, digits, ``-`` and ``_``."""
    kept = "".join(one if one.isalnum() or one in "-_" else "_" for one in text)
    return kept[:60] or "_"


def _around(work: UnitOfWork, visit: Visit, number: str) -> dict[str, str]:
    household = work.get(Household, visit.household_id) if visit.household_id else None
    return {
        "SubmissionDate": visit.ended_at.isoformat() if visit.ended_at else "",
        "ruhu-number": number,
        "ruhu-visit_id": visit.id,
        "ruhu-household_no": (household.hh_no if household else "") or "",
        "ruhu-visit_kind": codes.VISIT_KIND.label(visit.visit_kind),
        "ruhu-started_at": visit.started_at.isoformat() if visit.started_at else "",
        "ruhu-visitors": "、".join(visitor_names(visit)),
        "ruhu-met": codes.MET.label(visit.met),
        "ruhu-respondent": visit.respondent or "",
    }


def _behind(visit: Visit, filling: FormFilling, names: Mapping[str, str]) -> dict[str, str]:
    expected = set(_uploaded(filling))
    present = sum(1 for sha256 in expected if "." in names.get(sha256, ""))
    return {
        "SubmitterName": next(iter(visitor_names(visit)), ""),
        "AttachmentsPresent": str(present),
        "AttachmentsExpected": str(len(expected)),
        "FormVersion": filling.definition.version,
    }


def _uploaded(filling: FormFilling) -> Iterator[str]:
    for live in filling.root().below():
        control = live.element.control
        if control is not None and control.kind == UPLOAD and live.is_relevant:
            yield from (one for one in live.value.split() if one != FINGERPRINT)


_LAST: Final = (
    "PARENT_KEY",
    "KEY",
    "SubmitterName",
    "AttachmentsPresent",
    "AttachmentsExpected",
    "FormVersion",
)
"""Columns that stand behind those of the form, also where versions brought more of them."""


def _in_order(table: FlatTable) -> list[str]:
    front = [column for column in table.columns if column not in _LAST]
    return front + [column for column in _LAST if column in table.columns]


def _readme(count: int, absent: Sequence[str], work: UnitOfWork) -> str:
    now = work.now
    lines = [
        f"入户通导出的走访记录，共 {count} 次。",
        f"导出人：{work.actor.name}。导出时间：{now:%Y-%m-%d %H:%M}。",
        "",
        "这些文件没有加密，里面有个人信息。用完请删除，不要放在公用电脑或U盘上。",
        "",
        "走访记录表：每次走访一份 PDF，文件名就是表上的编号。",
        "数据表：每种表单一张 CSV；家庭成员等重复的内容各有一张，用 PARENT_KEY 对应上一张的 KEY。",
        "　　各列是什么意思，见“各列说明”。用 Excel 打开时身份证号会变形：",
        "　　请用“数据”→“从文本/CSV”导入，把证件号、电话、银行账号这些列设为“文本”。",
        "instances：ODK 格式的填报内容（submission.xml），可以导入 ODK、KoboToolbox。",
        "forms：填写时用的表单和它的图片、数据表（form.xml、form-media），和 instances 一起导入。",
        "media：照片、签名和附件，文件名与上面各处写的一致。",
    ]
    if absent:
        lines += ["", f"有 {len(absent)} 个附件不在这台电脑上，没有导出：", *absent]
    return "\r\n".join(lines) + "\r\n"
