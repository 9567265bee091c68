"""Versions of the sample form as they are published, without the converter."""

from __future__ import annotations

from app.forms import bundle
from app.forms.bundle import Manifest
from app.forms.definition import load_form
from app.security.signatures import DeviceKeys
from app.services.form_files import shipped_forms


def a_bundle(version: str, signer: DeviceKeys, *, title: str = "") -> bytes:
    """The sample form as that version, signed."""
    old = shipped_forms().of_form("ruhu")[0]
    xml = old.xml.decode()
    xml = xml.replace(f'version="{old.form.definition.version}"', f'version="{version}"')
    if title:
        xml = xml.replace(old.title, title)
    form = load_form(xml.encode())
    said = Manifest(
        "ruhu", version, form.title, form.sha256, "2026-11-25", "陈县", signer.signing_public.hex()
    )
    return bundle.pack(said, {bundle.FORM: xml.encode()}, signer.sign)
