"""From password and device secret to keys, and the header they stand in."""

from __future__ import annotations

import hashlib
import json
import pickle
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock import SystemClock
from app.errors import Refused, Trouble, Unavailable, Unreadable
from app.security.header import LIMIT, MOST_SLOTS, Header, read_header, write_header
from app.security.kdf import MIB, STANDARD, KdfCost, KdfPolicy, calibrated
from app.security.key_ring import KeyRing
from app.security.key_slots import LONGEST, make_slots, new_vault_id, open_slots, with_password
from app.security.machine import measured, memory_kib
from app.security.signatures import DeviceKeys, is_signed
from app.security.suites import CURRENT, AesSuite
from tests.unit.security.made import CHEAP, OTHER, PASSWORD

SECRET = bytes(range(32))
VAULT_ID = new_vault_id()
DATA = make_slots(VAULT_ID, PASSWORD, SECRET, CHEAP)


def opened(
    data: bytes = DATA, password: str = PASSWORD, secret: bytes = SECRET, policy: KdfPolicy = CHEAP
) -> KeyRing:
    return open_slots(data, password, secret, policy).ring


def forged(change: Callable[[dict[str, Any]], object], data: bytes = DATA) -> bytes:
    """The header with its JSON changed and its digest right again, as an attacker would."""
    lines = data.split(b"\n")
    body = json.loads(lines[1])
    change(body)
    lines[1] = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return digested(b"\n".join(lines[:3]) + b"\n")


def digested(text: bytes) -> bytes:
    return text + hashlib.sha256(text).hexdigest().encode() + b"\n"


def fails(code: str, family: type[Trouble] = Unreadable) -> pytest.RaisesExc[Trouble]:
    return pytest.RaisesExc(family, check=lambda error: error.code == code)


# -- right and wrong ----------------------------------------------------------------------------


def test_the_right_password_gives_the_same_keys_each_time():
    one, two = opened(), opened()
    assert (one.vault_id, one.database_key, one.database_salt) == (
        VAULT_ID,
        two.database_key,
        two.database_salt,
    )
    assert len(one.database_key) == 32
    assert len(one.database_salt) == 16
    assert len(one.sqlcipher_key) == len("x''") + 96


def test_each_purpose_and_each_vault_has_a_key_of_its_own():
    keys: list[bytes] = []
    for ring in (opened(), opened(make_slots(new_vault_id(), PASSWORD, SECRET, CHEAP))):
        keys += [ring.database_key, ring.blob_key, ring.journal_key, ring.backup_key]
        keys += [ring.temporary_key, ring.database_salt]
    assert len(set(keys)) == 12


@given(st.text(max_size=30))
def test_no_other_password_opens(password: str):
    if unicodedata.normalize("NFC", password) != PASSWORD:
        with fails("wrong_password", Refused):
            opened(password=password)


@pytest.mark.parametrize("password", ["", PASSWORD + " ", "\ud800", "x" * (LONGEST + 1), "\0"])
def test_an_odd_password_is_merely_wrong(password: str):
    with fails("wrong_password", Refused):
        opened(password=password)


def test_a_password_is_the_same_however_its_accents_are_typed():
    data = make_slots(VAULT_ID, "caf\u00e9 caf\u00e9 7", SECRET, CHEAP)
    assert opened(data, "cafe\u0301 cafe\u0301 7").vault_id == VAULT_ID


def test_the_right_password_without_the_device_secret_is_refused():
    with fails("other_device", Refused):
        opened(secret=bytes(32))


def test_forging_the_check_of_the_device_does_not_help():
    other = open_slots(make_slots(VAULT_ID, PASSWORD, bytes(32), CHEAP), PASSWORD, bytes(32), CHEAP)
    check = other.header.device_check.hex()
    with fails("wrong_password", Refused):
        opened(forged(lambda body: body.update(device_check=check)), secret=bytes(32))


def test_a_new_password_opens_the_same_keys_and_the_old_one_nothing():
    again = with_password(open_slots(DATA, PASSWORD, SECRET, CHEAP), OTHER, SECRET, CHEAP)
    assert opened(again, OTHER).database_key == opened().database_key
    assert read_header(again).header.slot.salt != read_header(DATA).header.slot.salt
    with fails("wrong_password", Refused):
        opened(again)


def test_a_new_password_costs_what_the_policy_says_now():
    dearer = replace(CHEAP, default=KdfCost(128, 2, 1))
    again = with_password(open_slots(DATA, PASSWORD, SECRET, CHEAP), OTHER, SECRET, dearer)
    assert read_header(again).header.slot.cost == dearer.default
    assert opened(again, OTHER).vault_id == VAULT_ID


# -- alteration ---------------------------------------------------------------------------------


def test_each_flipped_bit_of_the_header_is_noticed_without_a_password():
    for place in range(len(DATA) * 8):
        changed = bytearray(DATA)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(Unreadable):
            read_header(bytes(changed))


def test_each_byte_changed_by_someone_who_mends_the_digest_is_noticed():
    text = DATA[:-65]
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1
        with pytest.raises(Trouble) as caught:
            opened(digested(bytes(changed)))
        assert not isinstance(caught.value, Unavailable)


@given(st.data())
def test_a_header_cut_short_or_lengthened_is_noticed(data: st.DataObject):
    with fails("vault_damaged"):
        read_header(DATA[: data.draw(st.integers(0, len(DATA) - 1))])
    with fails("vault_damaged"):
        read_header(DATA + data.draw(st.binary(min_size=1, max_size=9)))


@given(st.binary(max_size=400))
def test_whatever_stands_in_a_header_file_is_no_surprise(junk: bytes):
    for data in (junk, b"RUHU-VAULT " + junk, digested(b"RUHU-VAULT 1\n" + junk)):
        with pytest.raises(Unreadable):
            read_header(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
FIELDS = ("suite", "vault", "device_check", "device_keys", "signing_public", "slots")
SLOT = ("id", "kind", "kdf", "memory_kib", "passes", "lanes", "salt", "check", "wrapped")


@given(st.sampled_from(FIELDS), JSON)
def test_any_other_value_of_a_field_is_noticed(name: str, value: object):
    data = forged(lambda body: body.update({name: value}))
    if data != DATA:
        with pytest.raises(Trouble):
            opened(data)


@given(st.sampled_from(SLOT), JSON)
def test_any_other_value_in_a_slot_is_noticed(name: str, value: object):
    data = forged(lambda body: body["slots"][0].update({name: value}))
    if data != DATA:
        with pytest.raises(Trouble):
            opened(data)


@pytest.mark.parametrize("line", [b"[" * 60_000, b'{"a":1,"a":2}', b'{"a":NaN}', b"9" * 9_000])
def test_hostile_json_is_damage(line: bytes):
    with fails("vault_damaged"):
        read_header(digested(b"RUHU-VAULT 1\n" + line + b"\n" + b"0" * 64 + b"\n"))


def test_a_header_beyond_its_limit_is_not_looked_at():
    with fails("vault_damaged"):
        read_header(forged(lambda body: body.update(more="x" * LIMIT)))


def test_a_header_has_one_way_of_being_written():
    lines = DATA.split(b"\n")
    for loose in (lines[1] + b" ", lines[1].replace(b",", b", ", 1), b'{"z":1,' + lines[1][1:]):
        with fails("vault_damaged"):
            read_header(digested(b"\n".join([lines[0], loose, lines[2]]) + b"\n"))


@pytest.mark.parametrize("value", [True, 0, -1, 1.0, 1 << 31, "1", None])
def test_a_number_in_the_header_is_a_whole_one_within_reason(value: object):
    for data in (
        forged(lambda body: body.update(suite=value)),
        forged(lambda body: body["slots"][0].update(memory_kib=value)),
    ):
        with fails("vault_damaged"):
            read_header(data)


def test_two_password_slots_or_none_or_too_many_are_damage():
    def slots(change: Callable[[list[dict[str, Any]]], object]) -> bytes:
        return forged(lambda body: change(body["slots"]))

    for data in (
        slots(lambda some: some.append(some[0] | {"id": 2})),
        slots(lambda some: some.clear()),
        slots(lambda some: some.append({"id": 1, "kind": "escrow"})),
        slots(lambda some: some.extend({"id": n, "kind": "x"} for n in range(2, MOST_SLOTS + 2))),
    ):
        with fails("vault_damaged"):
            read_header(data)


# -- versions -----------------------------------------------------------------------------------


def test_a_newer_vault_is_told_from_a_damaged_one():
    with fails("vault_newer"):
        read_header(digested(b"RUHU-VAULT 2\nwhatever it will say\n"))


def test_a_suite_or_kdf_of_the_future_is_not_guessed_at():
    with fails("suite_unknown"):
        opened(forged(lambda body: body.update(suite=2)))
    with fails("vault_damaged"):
        opened(forged(lambda body: body["slots"][0].update(kdf="argon3")))


def test_what_a_newer_version_added_is_kept_when_the_password_changes():
    escrow = {"id": 7, "kind": "escrow", "epoch": 3, "sealed": "00ff"}
    first = open_slots(DATA, PASSWORD, SECRET, CHEAP)
    added = replace(first, header=replace(first.header, other_slots=(escrow,), rest={"hue": "red"}))
    again = with_password(added, OTHER, SECRET, CHEAP)
    assert opened(again, OTHER).database_key == first.ring.database_key
    header = read_header(again).header
    assert (header.other_slots, header.rest) == ((escrow,), {"hue": "red"})


def test_another_kind_of_slot_slipped_in_is_noticed():
    with fails("vault_damaged"):
        opened(forged(lambda body: body["slots"].append({"id": 7, "kind": "escrow"})))


# -- the price ----------------------------------------------------------------------------------


def header_at(cost: KdfCost) -> bytes:
    """A whole header whose slot says it costs ``cost``."""
    header: Header = read_header(DATA).header
    dear = replace(header, slot=replace(header.slot, cost=cost))
    return write_header(dear, lambda signed: CURRENT.mac(bytes(32), signed))


@pytest.mark.parametrize(
    "cost",
    [
        KdfCost(8192 * MIB, 3, 4),
        KdfCost(64 * MIB - 1, 3, 4),
        KdfCost(64 * MIB, 2, 4),
        KdfCost(64 * MIB, 3, 3),
        KdfCost(64 * MIB, 17, 4),
        KdfCost(64 * MIB, 3, 17),
        KdfCost(1024 * MIB + 1, 3, 4),
    ],
)
def test_a_price_out_of_range_is_refused_before_it_is_paid(cost: KdfCost):
    before = time.process_time()
    with fails("kdf_out_of_range"):
        opened(header_at(cost), policy=STANDARD)
    assert time.process_time() - before < 0.1


def test_the_standard_is_what_the_design_says():
    assert STANDARD.default == KdfCost(256 * 1024, 3, 4)
    assert STANDARD.floor == KdfCost(64 * 1024, 3, 4)
    assert STANDARD.cap.memory_kib == 1024 * 1024
    STANDARD.check(STANDARD.default)


def test_the_real_price_is_paid_and_opens():
    data = make_slots(VAULT_ID, PASSWORD, SECRET, replace(STANDARD, default=STANDARD.floor))
    assert opened(data, policy=STANDARD).vault_id == VAULT_ID


class SlowMachine(SystemClock):
    """A clock that says each derivation took ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.readings = seconds, 0

    def monotonic(self) -> float:
        self.readings += 1
        return self.readings * self.seconds


@pytest.mark.parametrize(
    ("seconds", "machine_gib", "mib"),
    [(0.25, 16, 256), (0.1, 16, 640), (0.01, 64, 1024), (0.1, 4, 256), (0.25, 1, 64), (5, 16, 64)],
)
def test_the_price_is_calibrated_to_a_second(seconds: float, machine_gib: int, mib: int):
    policy = calibrated(STANDARD, lambda _: None, SlowMachine(seconds), machine_gib << 20)
    assert policy.default == KdfCost(mib * MIB, 3, 4)
    policy.check(policy.default)


def test_this_machine_says_what_it_can_pay():
    assert memory_kib() > 256 * MIB
    policy = measured(STANDARD, SystemClock())
    policy.check(policy.default)
    assert policy.floor == STANDARD.floor


def test_a_machine_without_the_memory_says_so(monkeypatch: pytest.MonkeyPatch):
    class Starved:
        def __init__(self, **price: object) -> None:
            pass

        def derive(self, password: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr("app.security.suites.Argon2id", Starved)
    with fails("out_of_memory", Unavailable):
        AesSuite().stretch(b"", b"", CHEAP.default)


# -- the ring and the device --------------------------------------------------------------------


def test_a_ring_shows_and_gives_away_nothing():
    ring = opened()
    shown = f"{ring!r} {ring} {ring.device!r} {open_slots(DATA, PASSWORD, SECRET, CHEAP)!r}"
    for key in (ring.database_key, ring.blob_key, ring.backup_key, ring.device.private_bytes()):
        assert key.hex() not in shown
        assert repr(key) not in shown
    with pytest.raises(TypeError):
        pickle.dumps(ring)


def test_the_public_keys_are_read_without_a_password_and_belong_to_the_private_ones():
    header, device = read_header(DATA).header, opened().device
    signature = device.sign(b"message")
    assert is_signed(b"message", signature, header.signing_public)
    assert not is_signed(b"massage", signature, header.signing_public)
    altered = signature[:-1] + bytes([signature[-1] ^ 1])
    assert not is_signed(b"message", altered, header.signing_public)
    assert not is_signed(b"message", signature, header.agreement_public[:31])
    other = DeviceKeys.generate()
    assert device.agree(other.agreement_public) == other.agree(header.agreement_public)


def test_a_public_key_that_is_none_is_refused():
    for wrong in (b"short", bytes(32)):
        with fails("public_key_wrong"):
            opened().device.agree(wrong)


def test_nothing_secret_stands_in_the_header():
    ring = opened()
    for key in (ring.database_key, SECRET, ring.device.private_bytes()[:32]):
        assert key.hex().encode() not in DATA
    assert PASSWORD.encode() not in DATA
