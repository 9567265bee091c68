"""E5: a revoked vault cannot be opened by anybody any more, and its files go."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import Trouble
from app.security.erasing import erase_vault, overwrite
from app.security.vault import describe
from app.security.vault_folder import VaultFolder
from tests.unit.security.made import Laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path)


def test_nothing_is_left_of_an_erased_vault_but_what_lies_beside_it(laptop: Laptop):
    laptop.create()
    folder = laptop.vault
    beside = folder.parent / "other"
    beside.mkdir()
    erase_vault(folder, laptop.secrets)
    assert not folder.exists()
    assert beside.is_dir()
    assert list((laptop.root / "config").rglob("*.device")) == []


def test_a_copy_of_the_files_is_of_no_use_afterwards(laptop: Laptop, tmp_path: Path):
    laptop.create()
    folder = laptop.vault
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    erase_vault(folder, laptop.secrets)
    shutil.move(copy, folder)
    with pytest.raises(Trouble) as caught:
        laptop.unlock()
    assert caught.value.code == "device_secret_missing"


def test_the_secret_goes_before_the_files(laptop: Laptop, monkeypatch: pytest.MonkeyPatch):
    laptop.create()
    folder = laptop.vault
    vault_id = describe(folder).vault_id

    def torn(*_args: object) -> None:
        raise OSError(5, "torn")

    monkeypatch.setattr("app.security.erasing.overwrite", torn)
    with pytest.raises(Trouble):
        erase_vault(folder, laptop.secrets)
    assert VaultFolder(folder).erased_header.is_file()
    assert VaultFolder(folder).is_rest()
    with pytest.raises(Trouble):
        laptop.secrets.read(vault_id)


def test_an_erasure_that_was_cut_off_is_finished_when_it_is_done_again(laptop: Laptop):
    laptop.create()
    VaultFolder(laptop.vault).header.unlink()
    erase_vault(laptop.vault, laptop.secrets)
    assert not laptop.vault.exists()


@pytest.mark.parametrize("name", ["", "other"])
def test_a_folder_that_is_no_vault_is_refused_and_nothing_in_it_goes(laptop: Laptop, name: str):
    laptop.create()
    around = laptop.vault.parent / name
    around.mkdir(exist_ok=True)
    (around / "letter.txt").write_text("x")
    with pytest.raises(Trouble) as caught:
        erase_vault(around, laptop.secrets)
    assert caught.value.code == "not_a_vault"
    assert (around / "letter.txt").is_file()
    laptop.unlock()


def test_what_is_overwritten_is_no_longer_in_the_file(tmp_path: Path):
    file = tmp_path / "vault.header"
    file.write_bytes(b"slots" * 100)
    overwrite(file)
    assert b"slots" not in file.read_bytes()
    assert file.stat().st_size == 500
