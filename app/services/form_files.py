"""The forms that ship with the program, read from ``resources/forms``: a folder a form.

In it ``form.xml`` with its tables beside it (``*.csv``, ``*.xml``, ``*.geojson``), ``prefill.yaml``
and ``visit.yaml``; every folder in ``older`` holds an earlier version in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app import resources
from app.forms.library import FormFiles, FormLibrary

_FORM: Final = "form.xml"
_OLDER: Final = "older"
_TABLES: Final = (".csv", ".xml", ".geojson")


def shipped_forms() -> FormLibrary:
    """The forms of this installation. Each is read when it is first asked for."""
    return FormLibrary.of(each for name in resources.names("forms") for each in _versions(name))


def _versions(name: str) -> Iterator[FormFiles]:
    yield _files(name, ("forms", name), is_offered=True)
    if resources.path("forms", name, _OLDER).is_dir():
        for version in resources.names("forms", name, _OLDER):
            yield _files(name, ("forms", name, _OLDER, version), is_offered=False)


def beside(folder: Path, files: FormFiles) -> FormFiles:
    """``files`` with what is said beside the form in ``folder``."""
    parts = (str(folder.resolve()),)
    said = _table(parts, "prefill.yaml"), _table(parts, "visit.yaml")
    return replace(files, prefill=said[0], use=said[1])


def _files(form_id: str, parts: tuple[str, ...], *, is_offered: bool) -> FormFiles:
    tables = {
        one: resources.read_bytes(*parts, one)
        for one in resources.names(*parts)
        if Path(one).suffix in _TABLES and one != _FORM
    }
    return FormFiles(
        form_id,
        resources.read_bytes(*parts, _FORM),
        tables,
        _table(parts, "prefill.yaml"),
        _table(parts, "visit.yaml"),
        is_offered,
    )


def _table(parts: tuple[str, ...], name: str) -> dict[str, Any]:
    if not resources.path(*parts, name).is_file():
        return {}
    return dict(resources.read_yaml(*parts, name) or {})
