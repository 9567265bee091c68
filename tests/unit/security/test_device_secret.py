"""The laptop's half of the key."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from app.errors import Unavailable, Unreadable
from app.security.device_secret import FileDeviceSecrets
from app.security.dpapi import Dpapi

ID = "11111111-2222-4333-8444-555555555555"


class Reversed:
    """Stands for the wrapping of a system account."""

    mark: ClassVar[str] = "reversed"

    def wrap(self, secret: bytes) -> bytes:
        return secret[::-1]

    def unwrap(self, wrapped: bytes) -> bytes:
        return wrapped[::-1]


def test_a_secret_is_random_long_and_stays(tmp_path: Path):
    secrets = FileDeviceSecrets(tmp_path / "config" / "devices")
    made = secrets.make(ID)
    assert len(made) == 32
    assert FileDeviceSecrets(tmp_path / "config" / "devices").read(ID) == made
    assert secrets.make(ID.replace("1", "2")) != made
    assert secrets.read(ID) == made


def test_only_its_owner_can_read_the_file(tmp_path: Path):
    secrets = FileDeviceSecrets(tmp_path / "devices")
    made = secrets.make(ID)
    path = tmp_path / "devices" / f"{ID}.device"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    assert secrets.read(ID) == made
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_missing_secret_is_told_from_a_damaged_one(tmp_path: Path):
    secrets = FileDeviceSecrets(tmp_path)
    with pytest.raises(Unavailable) as caught:
        secrets.read(ID)
    assert caught.value.code == "device_secret_missing"
    secrets.make(ID)
    secrets.forget(ID)
    secrets.forget(ID)
    with pytest.raises(Unavailable):
        secrets.read(ID)


def test_each_flipped_bit_of_the_file_is_noticed(tmp_path: Path):
    secrets = FileDeviceSecrets(tmp_path)
    secrets.make(ID)
    path = tmp_path / f"{ID}.device"
    data = path.read_bytes()
    for place in range(len(data) * 8):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        path.write_bytes(bytes(changed))
        with pytest.raises(Unreadable):
            secrets.read(ID)


def test_a_wrapped_secret_opens_only_with_its_own_wrapping(tmp_path: Path):
    wrapped = FileDeviceSecrets(tmp_path, wrapping=Reversed())
    made = wrapped.make(ID)
    assert wrapped.read(ID) == made
    assert made.hex() not in (tmp_path / f"{ID}.device").read_text()
    with pytest.raises(Unreadable):
        FileDeviceSecrets(tmp_path).read(ID)


def test_a_wrapping_that_refuses_is_unreadable(tmp_path: Path):
    class Refusing(Reversed):
        def unwrap(self, wrapped: bytes) -> bytes:
            raise OSError

    FileDeviceSecrets(tmp_path, wrapping=Reversed()).make(ID)
    with pytest.raises(Unreadable):
        FileDeviceSecrets(tmp_path, wrapping=Refusing()).read(ID)


def test_dpapi_is_not_called_where_there_is_none():
    with pytest.raises(OSError, match="Windows"):
        Dpapi().wrap(b"secret")
