"""Recovery of a vault (K9, K10) and another data key (K11), as bytes and files."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refused, Unavailable, Unreadable
from app.security.device_secret import FileDeviceSecrets
from app.security.disk import LocalDisk
from app.security.escrow import Escrow, find_escrow, keep_escrow, make_escrow
from app.security.key_ring import KeyRing
from app.security.recovering import ask_recovery, find_request, recover
from app.security.recovery import (
    RecoveryAnswer,
    RecoveryRequest,
    answer_request,
    read_answer,
    read_request,
    vouch,
    write_answer,
    write_request,
)
from app.security.recovery_key import (
    RecoveryKey,
    Share,
    join_shares,
    make_recovery_key,
    read_key,
    read_share,
    write_key,
    write_share,
)
from app.security.rotation import forget_former, has_former, rotate, settle_rotation
from app.security.signatures import DeviceKeys
from app.security.vault import describe
from app.security.vault_folder import VaultFolder
from tests.unit.security.made import CHEAP, OTHER, CutDisk, Laptop, database_of, until_cut

COUNTY = DeviceKeys.generate()
KEY, SHARES = make_recovery_key("500231", 1, os.urandom)
LATER = "两头水牛4Hj#过石桥"


@settings(max_examples=25)
@given(secret=st.binary(min_size=16, max_size=16), epoch=st.integers(1, 99))
def test_any_two_of_three_shares_give_the_key_back_and_one_alone_or_twice_does_not(
    secret: bytes, epoch: int
):
    key, shares = make_recovery_key("500231", epoch, lambda _size: secret)
    assert len({one.part for one in shares} | {secret}) == 4
    for two in combinations(shares, 2):
        assert join_shares(two).agreement_public == key.public
        assert join_shares(two[::-1]).agreement_public == key.public
        assert join_shares((two[0], *two)).agreement_public == key.public
    for too_few in (shares[:1], (shares[0], shares[0])):
        with pytest.raises(Refused) as caught:
            join_shares(too_few)
        assert caught.value.code == "shares_missing"


def test_shares_of_two_keys_and_a_share_that_was_altered_are_told_apart():
    _other, others = make_recovery_key("500231", 2, os.urandom)
    with pytest.raises(Refused) as caught:
        join_shares((SHARES[0], others[1]))
    assert caught.value.code == "shares_of_two_keys"
    wrong = replace(SHARES[1], part=os.urandom(16))
    with pytest.raises(Refused) as caught:
        read_share(write_share(wrong))
    assert caught.value.code == "share_damaged"
    with pytest.raises(Refused) as caught:
        join_shares((SHARES[0], wrong))
    assert caught.value.code == "share_damaged"
    assert read_share(write_share(SHARES[2])) == SHARES[2]
    for public in (KEY.public[:31], KEY.public + b"x", b""):
        with pytest.raises(Unreadable):
            read_key(write_key(replace(KEY, public=public)))
    assert SHARES[0].part.hex() not in repr(SHARES[0])


@dataclass
class Case:
    """A laptop whose vault is escrowed."""

    laptop: Laptop
    ring: KeyRing

    @property
    def place(self) -> VaultFolder:
        return VaultFolder(self.laptop.vault)

    @property
    def readers(self) -> FileDeviceSecrets:
        return FileDeviceSecrets(self.laptop.root / "config" / "recovery")

    def escrow(self, key: RecoveryKey = KEY) -> None:
        header = describe(self.laptop.vault)
        made = make_escrow(
            self.laptop.unlock().data_key, header, key, COUNTY.signing_public, "user-1"
        )
        keep_escrow(self.place, made, LocalDisk())

    def ask(self, number: str = "request-1") -> RecoveryRequest:
        return ask_recovery(
            self.laptop.vault, self.readers, lambda: number, self.laptop.clock.now()
        )

    def answer(
        self, request: RecoveryRequest, shares: tuple[Share, ...] = SHARES[:2]
    ) -> RecoveryAnswer:
        read = read_request(write_request(request))
        found = answer_request(read, read.code, shares, self.laptop.clock.now())
        return read_answer(write_answer(vouch(found, COUNTY.sign)))

    def take(self, answer: RecoveryAnswer, password: str = LATER) -> None:
        recover(
            self.laptop.vault,
            write_answer(answer),
            password,
            device_secrets=self.laptop.secrets,
            readers=self.readers,
            policy=CHEAP,
            attempts=self.laptop.attempts,
            now=self.laptop.clock.now(),
        )


@pytest.fixture
def case(tmp_path: Path) -> Case:
    laptop = Laptop(tmp_path)
    found = Case(laptop, laptop.create())
    found.escrow()
    return found


def refused(case: Case, answer: RecoveryAnswer) -> str:
    """Why it is not taken; the vault is as it was."""
    before = case.place.header.read_bytes()
    with pytest.raises((Refused, Unreadable, Unavailable)) as caught:
        case.take(answer)
    assert case.place.header.read_bytes() == before
    return str(caught.value.code)


@pytest.mark.parametrize("two", list(combinations(range(3), 2)))
def test_two_officers_give_a_vault_back_and_a_new_password_opens_it(
    case: Case, two: tuple[int, int]
):
    request = case.ask()
    case.take(case.answer(request, tuple(SHARES[one] for one in two)))
    ring = case.laptop.unlock(LATER)
    assert ring.database_key == case.ring.database_key
    assert describe(case.laptop.vault).rest["recovered"] == request.id
    with pytest.raises(Refused, match="密码不对"):
        case.laptop.unlock()


def test_recovery_does_not_need_the_device_secret(case: Case):
    case.laptop.secrets.destroy(case.ring.vault_id)
    with pytest.raises(Unavailable):
        case.laptop.unlock()
    case.take(case.answer(case.ask()))
    assert case.laptop.unlock(LATER).database_key == case.ring.database_key


def test_a_device_secret_that_the_disk_does_not_show_is_not_replaced(
    case: Case, monkeypatch: pytest.MonkeyPatch
):
    answer = case.answer(case.ask())

    def away(_secrets: FileDeviceSecrets, _vault: str) -> bytes:
        raise Unavailable("这个盘现在读不了。请稍后再试。", code="disk_away")

    with monkeypatch.context() as during:
        during.setattr(case.laptop.secrets.__class__, "read", away)
        during.delattr(FileDeviceSecrets, "make")
        assert refused(case, answer) == "disk_away"
    case.take(answer)


def test_after_wrong_tries_the_new_password_may_be_tried_at_once(case: Case):
    for _each in range(5):
        case.laptop.clock.advance(120)
        with pytest.raises(Refused):
            case.laptop.unlock(OTHER)
    case.take(case.answer(case.ask()))
    case.laptop.unlock(LATER)


def test_an_answer_is_good_once(case: Case):
    answer = case.answer(case.ask())
    case.take(answer)
    assert refused(case, answer) == "no_request"
    case.ask("request-2")
    assert refused(case, answer) == "answer_not_ours"


def test_an_answer_to_an_older_request_does_not_open_a_newer_one(case: Case):
    old = case.answer(case.ask())
    case.ask()  # the same number, another key
    assert refused(case, old) == "letter_altered"


def test_an_answer_does_not_open_another_laptop(case: Case, tmp_path: Path):
    other = Laptop(tmp_path / "other")
    stranger = Case(other, other.create())
    stranger.escrow()
    stranger.ask()
    assert refused(stranger, case.answer(case.ask())) == "answer_not_ours"


def test_an_answer_is_too_old_after_24_hours(case: Case):
    answer = case.answer(case.ask())
    case.laptop.clock.advance(24 * 3600 + 1)
    assert refused(case, answer) == "answer_expired"
    longer = replace(answer, expires_at="2036-01-01T00:00:00+08:00")
    assert refused(case, longer) == "answer_unsigned"
    assert refused(case, vouch(longer, COUNTY.sign)) == "letter_altered"
    for odd in ("soon", "2036-01-01T00:00:00"):
        timeless = vouch(replace(answer, expires_at=odd), COUNTY.sign)
        assert refused(case, timeless) == "slip_unreadable"


def test_an_answer_that_the_county_has_not_recorded_is_not_taken(case: Case):
    answer = case.answer(case.ask())
    assert refused(case, replace(answer, signature=b"")) == "answer_unsigned"
    assert refused(case, vouch(answer, DeviceKeys.generate().sign)) == "answer_unsigned"


def test_officers_refuse_another_code_and_shares_of_another_epoch(case: Case):
    request, now = case.ask(), case.laptop.clock.now()
    forged = replace(request, reader=DeviceKeys.generate().agreement_public)
    with pytest.raises(Refused) as caught:
        answer_request(forged, request.code, SHARES[:2], now)
    assert caught.value.code == "recovery_code_differs"
    _key, newer = make_recovery_key("500231", 2, os.urandom)
    with pytest.raises(Refused) as caught:
        answer_request(request, request.code, newer[:2], now)
    assert caught.value.code == "shares_other_epoch"
    assert answer_request(request, f" {request.code.lower()} ", SHARES[:2], now).sealed
    weak = replace(request, reader=bytes(32))  # of no order: everybody knows what is sealed to it
    with pytest.raises(Unreadable) as wrong:
        answer_request(weak, weak.code, SHARES[:2], now)
    assert wrong.value.code == "reader_key_wrong"
    with pytest.raises(Unreadable):
        read_request(write_request(replace(request, reader=b"short")))


@pytest.mark.parametrize(
    "change",
    [
        {"user": "user-2"},
        {"vault": "019ab000-0000-7000-8000-000000000001"},
        {"device": bytes(32)},
        {"key": RecoveryKey("500231", 2, KEY.public)},
    ],
)
def test_the_escrow_holds_for_exactly_what_it_says(case: Case, change: dict[str, object]):
    request = case.ask()
    altered = replace(request, escrow=replace(request.escrow, **change))  # pyright: ignore[reportArgumentType] - each has the type of its field
    with pytest.raises(Unreadable) as caught:
        answer_request(altered, altered.code, SHARES[:2], case.laptop.clock.now())
    assert caught.value.code == "letter_altered"


def test_without_an_escrow_nothing_can_be_asked(tmp_path: Path):
    laptop = Laptop(tmp_path)
    case = Case(laptop, laptop.create())
    with pytest.raises(Refused) as caught:
        case.ask()
    assert caught.value.code == "escrow_missing"
    assert find_request(laptop.vault) is None


def test_nothing_secret_is_in_the_request(case: Case):
    text = write_request(case.ask())
    found = read_request(text)
    assert case.ring.database_key not in found.escrow.sealed
    reader = case.readers.read(case.ring.vault_id)
    assert reader not in text.encode()
    assert reader != found.reader


# -- another data key ---------------------------------------------------------------------------


def opens(path: Path, ring: KeyRing) -> bool:
    return path.read_bytes() == database_of(ring)


def turned(laptop: Laptop) -> KeyRing:
    def copy(source: Path, target: Path, old: KeyRing, new: KeyRing) -> None:
        assert opens(source, old)
        laptop.disk.write_new(target, database_of(new))
        laptop.disk.sync(target)

    return rotate(
        laptop.vault,
        "三棵枣树9Kd!两条狗",
        device_secrets=laptop.secrets,
        policy=CHEAP,
        attempts=laptop.attempts,
        copy_database=copy,
        disk=laptop.disk,
    )


def test_a_rotated_vault_has_other_keys_but_the_same_password_device_and_sealed_pieces(
    case: Case,
):
    ring = turned(case.laptop)
    again = case.laptop.unlock()
    assert again.database_key == ring.database_key != case.ring.database_key
    assert again.backup_key != case.ring.backup_key
    assert again.sealed_key == case.ring.sealed_key
    assert again.device.signing_public == case.ring.device.signing_public
    assert opens(case.place.database, again)
    assert has_former(case.laptop.vault)
    forget_former(case.laptop.vault)
    assert not has_former(case.laptop.vault)
    assert not case.place.former_database.exists()
    twice = turned(case.laptop)
    assert twice.sealed_key == case.ring.sealed_key


def test_a_rotation_makes_the_escrow_old_until_it_is_sealed_anew(case: Case):
    turned(case.laptop)
    with pytest.raises(Refused) as caught:
        case.ask()
    assert caught.value.code == "escrow_old"
    case.escrow()
    case.take(case.answer(case.ask()))
    assert opens(case.place.database, case.laptop.unlock(LATER))


@pytest.mark.parametrize("mode", ["torn", "lost"])
def test_a_rotation_that_is_cut_off_leaves_a_vault_that_opens_with_its_database(
    tmp_path: Path, mode: str
):
    made = Laptop(tmp_path / "made")
    key = made.create().database_key
    step, ends, whole = 0, 0, made
    while not ends:
        home = tmp_path / f"{mode}-{step}"
        LocalDisk().remove(home)
        shutil.copytree(made.root, home)
        disk = CutDisk(tmp_path / f"stash-{mode}-{step}", step, mode)
        with until_cut(disk):
            turned(Laptop(home, disk=disk))
            ends += 1
        whole = Laptop(home)
        ring = whole.unlock()
        settle_rotation(whole.vault, ring, opens)
        assert opens(VaultFolder(whole.vault).database, ring), step
        assert has_former(whole.vault) == (ring.database_key != key), step
        step += 1
    turned(whole)
    assert opens(VaultFolder(whole.vault).database, whole.unlock())
    assert step > 15


def test_a_damaged_escrow_says_so(case: Case):
    case.place.escrow.write_text("RUHUE1:abc")
    with pytest.raises(Unreadable) as caught:
        find_escrow(case.place, LocalDisk())
    assert caught.value.code == "slip_unreadable"
    case.place.escrow.unlink()
    assert find_escrow(case.place, LocalDisk()) is None


def test_escrow_shows_nothing_of_its_seal(case: Case):
    found = find_escrow(case.place, LocalDisk())
    assert isinstance(found, Escrow)
    assert "sealed" not in repr(found)
