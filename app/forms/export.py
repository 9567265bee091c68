"""A filling as an ODK instance document, the form every ODK server takes."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from app.forms.live import Live

if TYPE_CHECKING:
    from app.forms.filling import FormFilling


def instance_xml(filling: FormFilling) -> bytes:
    """The answers as UTF-8 XML, in Unicode's composed form; what is not relevant is left out."""
    return ET.tostring(_element(filling.root()), encoding="utf-8", xml_declaration=False)


def _element(live: Live) -> ET.Element:
    element = ET.Element(live.name, dict(live.attributes))
    if live.element.kind == "question":
        element.text = unicodedata.normalize("NFC", live.value) or None
    for child in live.children:
        if isinstance(child, Live) and child.is_relevant:
            element.append(_element(child))
    return element
