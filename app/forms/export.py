"""A filling as an ODK instance document, the form every ODK server takes."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.forms.live import Live

if TYPE_CHECKING:
    from app.forms.filling import FormFilling

UPLOAD = "upload"


def instance_xml(filling: FormFilling, files: Mapping[str, str] | None = None) -> bytes:
    """The answers as UTF-8 XML, in Unicode's composed form; what is not relevant is left out.

    ``files``: the names that photos and files go by outside, for the sha256 they are kept under.
    """
    element = _element(filling.root(), files or {})
    return ET.tostring(element, encoding="utf-8", xml_declaration=False)


def instance_id(filling: FormFilling) -> str:
    """What every ODK server knows the filling by: ``uuid:…``."""
    for live in filling.root().below():
        if live.element.names[1:] == ("meta", "instanceID"):
            return live.value
    return ""


def answer_outside(live: Live, files: Mapping[str, str]) -> str:
    """An answer as it leaves: photos and files by their names there."""
    control = live.element.control
    if control is not None and control.kind == UPLOAD:
        return " ".join(files.get(one, one) for one in live.value.split())
    return unicodedata.normalize("NFC", live.value)


def _element(live: Live, files: Mapping[str, str]) -> ET.Element:
    element = ET.Element(live.name, dict(live.attributes))
    if live.element.kind == "question":
        element.text = answer_outside(live, files) or None
    for child in live.children:
        if isinstance(child, Live) and child.is_relevant:
            element.append(_element(child, files))
    return element
