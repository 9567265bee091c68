"""A bundle is believed when it is whole, signed and understood, and never before."""

from __future__ import annotations

import io
import json
import random
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Trouble, Unreadable
from app.forms import bundle
from app.forms.bundle import MARK, Manifest, pack, unpack
from app.security.signatures import DeviceKeys, is_signed

KEYS = DeviceKeys(random.Random(1).randbytes(64))
FILES = {
    "form.xml": b"<form/>",
    "form.xlsx": b"PK workbook",
    "villages.csv": b"name,label\n",
    "use.json": b'{"use": {"visit_kind": "1"}}',
}
SAID = Manifest(
    "ruhu", "2", "入户", "ab" * 32, "2026-11-23T09:05:00+08:00", "陈县", KEYS.signing_public.hex()
)
GOOD = pack(SAID, FILES, KEYS.sign)


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        unpack(data, is_signed)
    return refusal.value.code


def rezipped(**changed: bytes | None) -> bytes:
    """The good bundle with other entries; names are written with _ for the dot."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        entries: dict[str, bytes | None] = {one: archive.read(one) for one in archive.namelist()}
    entries |= {name.replace("_", "."): content for name, content in changed.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries.items():
            if content is not None:
                archive.writestr(name, content)
    return made.getvalue()


def signed_anew(**said: object) -> bytes:
    """A bundle whose manifest says something else and is properly signed."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        head = json.dumps({**json.loads(archive.read("manifest.json")), **said}).encode()
    return rezipped(manifest_json=head, signature=KEYS.sign(MARK + head))


def test_what_was_packed_comes_out_and_the_same_again_is_the_same_bytes():
    opened = unpack(GOOD, is_signed)
    assert opened.manifest == SAID
    assert opened.files == FILES
    assert opened.workbook == FILES["form.xlsx"]
    assert opened.tables == {"villages.csv": b"name,label\n"}
    assert opened.use == {"use": {"visit_kind": "1"}}
    assert pack(SAID, dict(reversed(FILES.items())), KEYS.sign) == GOOD


def test_another_signer_than_it_names_is_no_signature():
    other = DeviceKeys(random.Random(2).randbytes(64))
    assert refused(pack(SAID, FILES, other.sign)) == "bundle_not_signed"
    lying = replace(SAID, signed_by=other.signing_public.hex())
    assert refused(pack(lying, FILES, KEYS.sign)) == "bundle_not_signed"


def test_a_changed_manifest_or_file_is_told():
    head = json.dumps({"signed_by": SAID.signed_by, "format": 1}).encode()
    assert refused(rezipped(manifest_json=head)) == "bundle_not_signed"
    assert refused(rezipped(form_xml=b"<other/>")) == "bundle_damaged"
    assert refused(rezipped(form_xml=None)) == "bundle_damaged"
    assert refused(rezipped(more_csv=b"x")) == "bundle_damaged"


def test_a_form_for_a_newer_program_says_to_upgrade():
    assert refused(signed_anew(min_engine=bundle.ENGINE + 1)) == "bundle_newer"
    assert refused(signed_anew(format=bundle.FORMAT + 1)) == "bundle_newer"


@pytest.mark.parametrize(
    "said",
    [
        {"files": {}},
        {"files": []},
        {"files": {"form.xml": {"size": 10**12, "sha256": ""}}},
        {"files": {"form.xml": {"size": "x", "sha256": ""}}},
        {"min_engine": "x"},
        {"signed_by": SAID.signed_by, "files": None},
    ],
    ids=str,
)
def test_a_signed_manifest_of_nonsense_is_damaged(said: dict[str, object]):
    assert refused(signed_anew(**said)) == "bundle_damaged"


def test_too_much_is_refused_before_it_is_read():
    assert refused(b"P" * (bundle.MOST_BYTES + 1)) == "bundle_too_large"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * 60_000_000)
        archive.writestr("signature", b"x" * 64)
    assert refused(bomb.getvalue()) == "bundle_damaged"


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255), st.integers(0, 60))
def test_a_damaged_bundle_is_told_or_says_the_same(place: int, by: int, cut: int):
    damaged = bytearray(GOOD)
    damaged[place] ^= by
    data = bytes(damaged[: len(damaged) - cut])
    try:
        opened = unpack(data, is_signed)
    except Trouble:
        return
    assert opened.manifest == SAID
    assert opened.files == FILES


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_sentence(data: bytes):
    for each in (data, b"PK\x03\x04" + data):
        with pytest.raises(Unreadable):
            unpack(each, is_signed)
