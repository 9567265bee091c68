"""The forms of this laptop: those offered now, and older versions that old visits were filled in with.

Files are handed in as bytes; a form is read when it is first asked for, and then kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from xml.sax.saxutils import unescape

from app.errors import Refused, Unreadable
from app.forms.definition import load_form
from app.forms.outcome import FormTarget, read_targets
from app.forms.prefill import Rule, read_rules, value_kinds
from app.forms.structure import FormDefinition

HOUSEHOLD, PERSON, CHILD = "household", "person", "child"
"""Whom a form is about."""
ORDINARY, OF_CHILD, REPORT = "ordinary", "child", "report"
"""How sensitive what it asks is (domain G.2)."""
GUARDS = ("about", "sensitivity")
"""What every version of a form is held to."""
_STRICTNESS = (ORDINARY, OF_CHILD, REPORT)
_HEAD = 4000
"""Bytes within which the title stands."""
_TITLE = re.compile(rb"<(?:\w+:)?title>([^<]*)</(?:\w+:)?title>")


@dataclass(frozen=True)
class VisitUse:
    """What a form is for. ``visit_kind``: code of VISIT_KIND; ``note``: when it is filled in, in a
    few words; ``findings``, ``problems``, ``measures``, ``next_date``: the visit's own fields and
    the questions (by name) they are taken from (newer forms say that themselves: ``outcome``).
    ``about``: whom it is about, household, person, or child (a person under 18); ``sensitivity``:
    ordinary, child, or report (sealed); ``is_listed``: whether it is shown to choose from."""

    visit_kind: str
    note: str = ""
    place: int = 99
    about: str = HOUSEHOLD
    sensitivity: str = ORDINARY
    is_listed: bool = True
    takes: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])


@dataclass
class FormFiles:
    """The files of one version: the form, its tables by name, what is carried in, what it is for.

    ``folder`` is the form's id. ``is_offered``: the version that new visits are filled in with.
    ``media``: by name the SHA-256 of its pictures and sounds, which are fetched when it is shown.
    """

    folder: str
    xml: bytes
    tables: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    prefill: Mapping[str, Any] = field(default_factory=dict[str, Any])
    use: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_offered: bool = True
    media: Mapping[str, str] = field(default_factory=dict[str, str])

    @cached_property
    def form(self) -> LibraryForm:
        """The version, read. Raises ``Unreadable``."""
        definition = load_form(self.xml, self.tables, self.media)
        if definition.form_id != self.folder:
            raise Unreadable(
                f"表单“{definition.title}”的编号与所在文件夹不一致。请重新安装程序。",
                code="form_misplaced",
            )
        return LibraryForm(
            definition,
            read_rules(definition, self.prefill),
            self.visit_use,
            read_targets(definition),
        )

    @cached_property
    def visit_use(self) -> VisitUse:
        """What it is for, without reading the form."""
        return _use(self.use)

    @cached_property
    def title(self) -> str:
        """Its title, without reading all of the form: a list of forms must come at once."""
        found = _TITLE.search(self.xml[:_HEAD])
        return unescape(found[1].decode("utf-8")).strip() if found else self.form.title


@dataclass(frozen=True)
class LibraryForm:
    """One version of a form: its definition, what is carried into it, what it is for."""

    definition: FormDefinition = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    use: VisitUse
    targets: tuple[FormTarget, ...] = field(default=(), repr=False)
    """What its answers move on."""

    @property
    def form_id(self) -> str:
        return self.definition.form_id

    @property
    def title(self) -> str:
        return self.definition.title

    @property
    def kinds(self) -> dict[str, str]:
        """By question name the field of the record it is, for masks and keyboards."""
        return value_kinds(self.rules)


@dataclass(frozen=True)
class FormLibrary:
    """All forms that are here."""

    versions: tuple[FormFiles, ...]

    @classmethod
    def of(cls, versions: Iterable[FormFiles]) -> FormLibrary:
        """A library of these versions. Whom a form is about and how sensitive it is holds for all
        versions of it, unless one says otherwise: a new one must not unseal what was sealed."""
        every = tuple(versions)
        return cls(tuple(_as_guarded(each, every) for each in every))

    def of_form(self, form_id: str) -> tuple[FormFiles, ...]:
        """All versions of a form that are here."""
        return tuple(each for each in self.versions if each.folder == form_id)

    def offered(self) -> tuple[LibraryForm, ...]:
        """The forms to start a visit with, in the order they are offered."""
        forms = [each.form for each in self.versions if each.is_offered]
        return tuple(sorted(forms, key=lambda form: (form.use.place, form.form_id)))

    def listed(self) -> tuple[FormFiles, ...]:
        """As ``offered``, what is shown to choose from, without reading the forms."""
        files = [each for each in self.versions if each.is_offered and each.visit_use.is_listed]
        return tuple(sorted(files, key=lambda one: (one.visit_use.place, one.folder)))

    def in_use(self, form_id: str) -> LibraryForm | None:
        """The version in use, or None."""
        return next(
            (each.form for each in self.versions if each.folder == form_id and each.is_offered),
            None,
        )

    def current(self, form_id: str) -> LibraryForm:
        """The version in use; raises ``Refused`` form_unknown."""
        if (found := self.in_use(form_id)) is not None:
            return found
        sentence = "没有这张表，或者已经停用。请从列表里选择一张表。"
        raise Refused(sentence, code="form_unknown", form_id=form_id)

    def pinned(self, form_id: str, version: str, sha256: str) -> LibraryForm:
        """Exactly the version that a draft or a visit is pinned to; raises ``Refused``
        form_version_missing."""
        for each in self.versions:
            if each.folder == form_id and _is(each.form.definition, version, sha256):
                return each.form
        raise Refused(
            f"填写这份记录用的表单（{form_id}，{version}版）不在这台电脑上。"
            "请联系县民政局取得该版本的表单。",
            code="form_version_missing",
            form_id=form_id,
            version=version,
        )


def stricter(one: str, other: str) -> str:
    """The one of two sensitivities that seals more; a word of a newer program does."""
    known = {each: place for place, each in enumerate(_STRICTNESS)}
    return max(one, other, key=lambda each: known.get(each, len(known)))


def _as_guarded(files: FormFiles, every: Iterable[FormFiles]) -> FormFiles:
    said = [each.use for each in every if each.folder == files.folder]
    kept = {name: use[name] for use in said for name in GUARDS if name in use}
    is_said = all(name in files.use for name in kept)
    return files if is_said else replace(files, use={**kept, **files.use})


def _is(definition: FormDefinition, version: str, sha256: str) -> bool:
    return definition.sha256 == sha256 and definition.version == version


def _use(table: Mapping[str, Any]) -> VisitUse:
    takes: Mapping[str, Any] = table.get("takes") or {}
    return VisitUse(
        str(table.get("visit_kind", "9")),
        str(table.get("note", "")),
        int(table.get("place", 99)),
        str(table.get("about", HOUSEHOLD)),
        str(table.get("sensitivity", ORDINARY)),
        bool(table.get("listed", True)),
        {
            name: (questions,) if isinstance(questions, str) else tuple(map(str, questions))
            for name, questions in takes.items()
        },
    )
