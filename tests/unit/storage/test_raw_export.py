"""What is in a database can be taken out of it whatever its version; nothing in it changes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from app.errors import Unreadable
from app.models.person import Person
from app.storage.raw_export import export_raw
from tests.stores import a_store, an_actor, cheap_keys


def exported(path: Path, seed: int = 1) -> list[dict[str, object]]:
    lines: list[str] = []
    export_raw(path, cheap_keys(seed), lines.append)
    return [json.loads(line) for line in lines]


def test_every_row_of_people_comes_out(tmp_path: Path):
    store = a_store(tmp_path)
    store.perform(lambda work: work.add(Person(name="张𬱖")).id, an_actor())
    store.close()
    found = exported(tmp_path / "store.db")
    assert [one["name"] for one in found if one["line"] == "person"] == ["张𬱖"]
    assert {"outbox", "audit"} <= {one["line"] for one in found}


def test_the_file_is_the_same_afterwards(tmp_path: Path):
    a_store(tmp_path).close()
    path = tmp_path / "store.db"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    exported(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_a_wrong_key_takes_nothing_out(tmp_path: Path):
    a_store(tmp_path).close()
    with pytest.raises(Unreadable):
        exported(tmp_path / "store.db", seed=2)
