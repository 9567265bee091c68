"""Attachments: encrypted, under their content's name, whole on disk before a row names them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused, Trouble, Unavailable, Unreadable
from app.models.attachment import Attachment
from app.models.local import Draft
from app.security.envelope import open_sealed, seal_stream
from app.storage import attachments
from app.storage.attachments import LARGEST, BlobStore
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import cheap_keys
from tests.unit.storage.people import ACTOR, below, rows

PHOTO = b"\xff\xd8 a photo of a kitchen " * 1000


def keep(store: Store, content: bytes = PHOTO) -> str:
    def verb(work: UnitOfWork) -> str:
        stored = work.put_blob(content)
        work.add(Attachment(sha256=stored.sha256, size=stored.size, media_type="image/jpeg"))
        return stored.sha256

    return store.perform(verb, ACTOR)[0]


def read(store: Store, sha256: str) -> bytes:
    return store.read(lambda work: work.get_blob(sha256), ACTOR)


def files_in(store: Store) -> list[Path]:
    return sorted(path for path in store.blobs.folder.glob("**/*") if path.is_file())


def test_what_was_kept_is_read_again(store: Store):
    sha256 = keep(store)
    assert sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert read(store, sha256) == PHOTO


def test_nothing_of_it_stands_on_disk_in_the_clear(store: Store):
    keep(store)
    (path,) = files_in(store)
    assert b"kitchen" not in path.read_bytes()


@given(content=st.binary(min_size=1, max_size=3000))
def test_any_content_comes_back(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    blobs = BlobStore(tmp_path_factory.mktemp("blobs"), bytes(32))
    stored = blobs.put(content)
    assert blobs.read(stored.sha256, stored.sealed_key) == content


def test_content_of_several_chunks_comes_back(tmp_path: Path):
    content = bytes(range(256)) * 4096 * 3 + b"end"
    blobs = BlobStore(tmp_path, bytes(32))
    stored = blobs.put(content)
    assert blobs.read(stored.sha256, stored.sealed_key) == content


def test_the_same_content_is_kept_once(store: Store):
    assert keep(store) == keep(store)
    assert len(files_in(store)) == 1
    assert len(rows(store, "blob_file")) == 1
    assert len(rows(store, "attachment")) == 2


def test_content_whose_file_was_lost_is_kept_anew(store: Store):
    sha256 = keep(store)
    files_in(store)[0].unlink()
    with pytest.raises(Unreadable, match="备份") as caught:
        read(store, sha256)
    assert caught.value.code == "attachment_missing"
    assert keep(store) == sha256
    assert read(store, sha256) == PHOTO


@pytest.mark.parametrize("place", [3, 40, 700, -1])
def test_a_changed_bit_is_noticed(store: Store, place: int):
    sha256 = keep(store)
    (path,) = files_in(store)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        read(store, sha256)
    assert below(store, store.blobs.missing) == (sha256,)
    report = store.check()
    assert report.is_whole
    assert any("附件" in sentence for sentence in report.sentences)


def test_a_file_in_the_place_of_another_is_noticed(store: Store):
    first, second = keep(store, b"one"), keep(store, b"two")
    store.blobs.path_of(first).write_bytes(store.blobs.path_of(second).read_bytes())
    with pytest.raises(Trouble):
        read(store, first)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "attachment_empty"), (bytes(LARGEST + 1), "attachment_too_large")]
)
def test_what_is_no_attachment_is_refused_in_words(store: Store, content: bytes, code: str):
    with pytest.raises(Refused) as caught:
        keep(store, content)
    assert caught.value.code == code
    assert not files_in(store)


def test_an_action_that_fails_leaves_a_file_that_is_swept(store: Store):
    def fails(work: UnitOfWork) -> None:
        work.put_blob(PHOTO)
        raise Refused("停。", code="stop")

    with pytest.raises(Refused):
        store.perform(fails, ACTOR)
    assert not rows(store, "blob_file")
    assert len(files_in(store)) == 1
    assert store.sweep_blobs() == 1
    assert not files_in(store)


def test_what_a_record_or_a_draft_names_is_never_swept(store: Store):
    removed = keep(store, b"removed")

    def remove(work: UnitOfWork) -> None:
        work.remove(work.find(Attachment)[0], "误传")

    store.perform(remove, ACTOR)

    def draft(work: UnitOfWork) -> str:
        stored = work.put_blob(b"in a draft")
        work.session.add(
            Draft(
                id=work.new_id(),
                form_id="f",
                form_version="1",
                form_sha256="0" * 64,
                about={},
                state={"photo": {"sha256": stored.sha256}},
            )
        )
        return stored.sha256

    drafted, _ = store.perform(draft, ACTOR)
    keep(store, b"kept")
    assert store.sweep_blobs() == 0
    assert read(store, drafted) == b"in a draft"
    assert read(store, removed) == b"removed"


def test_a_full_disk_leaves_no_half_file(store: Store, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(attachments.files, "put_in_place", full)
    with pytest.raises(Unavailable, match="磁盘已满"):
        keep(store)
    monkeypatch.undo()
    store.sweep_blobs()
    assert not files_in(store)
    assert not rows(store, "attachment")


def test_what_does_not_read_back_is_not_kept(store: Store, monkeypatch: pytest.MonkeyPatch):
    real = attachments.files.write_synced

    def spoilt(path: Path, pieces: Iterable[bytes]) -> None:
        real(path, pieces)
        path.write_bytes(path.read_bytes()[:-1])

    monkeypatch.setattr(attachments.files, "write_synced", spoilt)
    with pytest.raises(Unreadable):
        keep(store)
    assert not rows(store, "blob_file")
    assert not store.blobs.is_there(hashlib.sha256(PHOTO).hexdigest())


def test_other_content_under_the_same_name_and_key_is_noticed(store: Store):
    sha256 = keep(store)
    key = open_sealed(
        rows(store, "blob_file")[0]["sealed_key"],
        key=cheap_keys().blobs,
        purpose="attachment-key",
        context=sha256.encode(),
    )
    other = seal_stream([b"other"], key=key, purpose="attachment", context=sha256.encode())
    store.blobs.path_of(sha256).write_bytes(b"".join(other))
    with pytest.raises(Unreadable) as caught:
        read(store, sha256)
    assert caught.value.code == "attachment_damaged"


def test_content_that_is_not_on_this_laptop_is_told(store: Store):
    with pytest.raises(Unreadable, match="同步"):
        read(store, "0" * 64)
