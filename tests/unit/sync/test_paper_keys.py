"""公钥册 travels with a sync: a laptop without network checks papers of laptops it never saw."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import anyio
import pytest
from sqlalchemy import Connection, func, select

from app.domain.key_book import KeyBook, KnownKey, Withdrawn, read_book
from app.domain.paper_seals import key_name
from app.errors import Unreadable
from app.models.household import Household
from app.models.issued_paper import IssuedPaper
from app.printing.qr_seal import Seal, seal_text
from app.printing.signer import Signer
from app.security.seal_check import Verdict, check_text
from app.security.signed_messages import Answer, Request
from app.server import devices, paper_keys, publishing
from app.server.api.paper_page import MOST_TEXT
from app.server.tables import PUBLISHED
from app.services.kept_book import KeptBook
from app.storage.unit_of_work import UnitOfWork
from app.sync.laptop import published
from app.sync.protocol.published import KEYS
from tests import factories
from tests.conftest import Logs
from tests.contract.county_made import BASE, MadeCounty, answered
from tests.key_books import a_book
from tests.unit.sync.laptops import Laptop

AT_ONCE = 0.2


def keeping(laptop: Laptop) -> KeptBook:
    """As an open vault has it: what comes is kept beside the vaults."""
    kept = KeptBook(laptop.folder / "kept")

    def take(content: bytes) -> str:
        kept.take(read_book(content))
        return ""

    laptop.link.takers = {KEYS: take}
    return kept


def issue(work: UnitOfWork, number: str) -> str:
    home = work.find(Household)
    household = home[0] if home else factories.a_household(work)
    paper = IssuedPaper(
        paper="E-07",
        number=number,
        about_noun=household.noun,
        about_id=household.id,
        org_code=household.org_code,
        village_code=household.village_code,
        copies=1,
        state="1",
    )
    return work.add(paper).id


def withdraw(work: UnitOfWork, line: str, state: str = "2") -> None:
    row = work.get(IssuedPaper, line)
    row.state, row.state_on, row.state_reason = state, work.today, "王小梅家金额写错"


def code_of(laptop: Laptop, number: str) -> str:
    seal = Seal(number, "最低生活保障申请审核确认表", date(2026, 11, 23), "0" * 32)
    return seal_text(seal, Signer.of(laptop.device.signing_public, laptop.device.sign))


def pieces(made: MadeCounty) -> int:
    asked = select(func.count()).select_from(PUBLISHED).where(PUBLISHED.c.kind == KEYS)
    with made.database.reading() as connection:
        return connection.execute(asked).scalar_one()


def refreshed(made: MadeCounty) -> bool:
    with made.database.writing() as connection:
        places, sign = made.served.places, made.keys.sign
        return paper_keys.refresh(connection, places, sign, made.now())


def test_what_another_laptop_signed_is_known_after_a_sync_of_each(laptop: Laptop, other: Laptop):
    kept = keeping(other)
    code = code_of(laptop, "E07-1")
    assert check_text(code, kept.read()).verdict is Verdict.UNKNOWN_SIGNER
    laptop.do(lambda work: issue(work, "E07-1"))
    laptop.link.sync()
    other.link.sync()
    found = check_text(code, kept.read())
    assert found.verdict is Verdict.GENUINE
    assert found.signer.endswith("人民政府")


@pytest.mark.parametrize(("state", "word"), [("2", "待收回"), ("4", "已作废"), ("5", "遗失")])
def test_what_was_withdrawn_is_told_and_why_names_nobody(
    laptop: Laptop, other: Laptop, state: str, word: str
):
    kept = keeping(other)
    line = laptop.do(lambda work: issue(work, "E07-1"))
    laptop.link.sync()
    other.link.sync()
    laptop.do(lambda work: withdraw(work, line, state))
    laptop.link.sync()
    other.link.sync()
    found = check_text(code_of(laptop, "E07-1"), kept.read())
    assert found.verdict is Verdict.REVOKED
    assert word in found.sentence
    assert "王小梅" not in kept.path.read_text(encoding="utf-8")


def test_a_laptop_that_was_revoked_vouches_for_nothing_any_more(
    made: MadeCounty, laptop: Laptop, other: Laptop
):
    kept = keeping(other)
    laptop.do(lambda work: issue(work, "E07-1"))
    laptop.link.sync()
    other.link.sync()
    with made.database.writing() as connection:
        member = laptop.link.state().member
        assert member is not None
        devices.revoke(connection, member.replica, made.now())
    assert refreshed(made)
    other.link.sync()
    assert check_text(code_of(laptop, "E07-1"), kept.read()).verdict is Verdict.REVOKED


def test_where_nothing_is_new_nothing_is_published(made: MadeCounty, laptop: Laptop):
    laptop.do(lambda work: issue(work, "E07-1"))
    laptop.link.sync()
    assert pieces(made) == 1
    laptop.do(lambda work: issue(work, "E07-2"))
    laptop.link.sync()
    assert pieces(made) == 1
    assert not refreshed(made)


def test_many_pieces_become_one_that_says_all(
    made: MadeCounty, laptop: Laptop, other: Laptop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paper_keys, "MOST_PIECES", 3)
    kept = keeping(other)
    for number in range(5):
        line = laptop.do(lambda work, number=number: issue(work, f"E07-{number}"))
        laptop.do(lambda work, line=line: withdraw(work, line))
        laptop.link.sync()
    assert pieces(made) <= 3
    other.link.sync()
    book = kept.read()
    assert sorted(book.withdrawn) == [f"E07-{number}" for number in range(5)]
    assert key_name(laptop.device.signing_public) in book.keys


def test_a_book_that_the_county_did_not_sign_is_not_taken(
    made: MadeCounty, laptop: Laptop, other: Laptop, logs: Logs
):
    kept = keeping(other)
    laptop.do(lambda work: issue(work, "E07-1"))
    laptop.link.sync()
    with made.database.writing() as connection:
        forged = a_book(KnownKey(b"f" * 32, "假的")).written()
        forger = laptop.device.sign
        publishing.publish(connection, KEYS, "99", forged, forger, made.now())
    forms = other.link.sync().forms
    assert forms is not None
    assert [one.code for one in forms.left] == ["publication_unsigned"]
    logs.expect("publication_unsigned")
    assert key_name(b"f" * 32) not in kept.read().keys


@pytest.mark.parametrize(
    ("part", "value"), [("signature", "no hex"), ("number", "many"), ("sha256", None)]
)
def test_a_list_that_was_altered_on_the_way_is_a_trouble_and_no_bug(
    laptop: Laptop, other: Laptop, part: str, value: object, monkeypatch: pytest.MonkeyPatch
):
    def altered(answer: Any) -> dict[str, Any]:
        told = json_of(answer)
        return {"published": [{**row, part: value} for row in told["published"]]}

    keeping(other)
    json_of = published.told_json
    if part == "signature":
        monkeypatch.setattr(published, "SIGNATURE", "content-type")
    else:
        monkeypatch.setattr(published, "told_json", altered)
    laptop.do(lambda work: issue(work, "E07-1"))
    laptop.link.sync()
    with pytest.raises(Unreadable) as caught:
        other.link.sync()
    assert caught.value.code == "published_unreadable"


# -- the page ------------------------------------------------------------------------------------


def asked(made: MadeCounty, path: str, body: bytes, kind: str) -> Answer:
    headers = {"content-type": kind, "content-length": str(len(body))}
    return made.call(Request("POST", BASE + path, headers, body))


def on_page(made: MadeCounty, text: str) -> str:
    form = "application/x-www-form-urlencoded"
    return asked(made, "/papers", urlencode({"text": text}).encode(), form).body.decode()


def checked(made: MadeCounty, text: str) -> dict[str, str]:
    answer = asked(
        made, "/v1/papers/check", json.dumps({"text": text}).encode(), "application/json"
    )
    assert answer.status_code == 200, answer.body
    return json.loads(answer.body)


def test_anybody_may_ask_the_county_and_each_verdict_is_told_at_once(
    made: MadeCounty, laptop: Laptop, tmp_path: Path
):
    line = laptop.do(lambda work: issue(work, "E07-2"))
    laptop.do(lambda work: withdraw(work, line))
    laptop.link.sync()
    with made.database.writing() as connection:
        many = {f"E01-{place}": Withdrawn(None, "已作废") for place in range(3000)}
        keys = {key_name(key): KnownKey(key, "某镇人民政府") for key in map(_key, range(600))}
        book = KeyBook(keys, many).written()
        publishing.publish(connection, KEYS, "1", book, made.keys.sign, made.now())
    stranger = Laptop(made, tmp_path / "stranger")
    genuine = code_of(laptop, "E07-1")
    cases = {
        genuine: "genuine",
        genuine.replace("2026-11-23", "2026-11-24"): "altered",
        code_of(laptop, "E07-2"): "revoked",
        code_of(stranger, "E07-1"): "unknown_signer",
        "https://example.com": "not_ours",
    }
    for text, verdict in cases.items():
        found, seconds = min((timed(made, text) for _ in range(3)), key=lambda one: one[1])
        assert seconds < AT_ONCE
        assert found["verdict"] == verdict
        assert found["title"] in on_page(made, text)


def timed(made: MadeCounty, text: str) -> tuple[dict[str, str], float]:
    began = perf_counter()
    return checked(made, text), perf_counter() - began


def _key(number: int) -> bytes:
    return number.to_bytes(32, "big")


def test_the_page_repeats_nothing_as_markup_and_keeps_nothing(made: MadeCounty):
    page = on_page(made, '入户通文书 1\n编号:<script>x</script>\n校验:"><img src=x>')
    assert "<script" not in page
    assert "<img" not in page
    answer = made.call(Request("GET", BASE + "/papers", {}, b""))
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_more_than_a_code_is_not_read(made: MadeCounty):
    body = json.dumps({"text": "入" * (MOST_TEXT + 1)}).encode()
    assert asked(made, "/v1/papers/check", body, "application/json").status_code == 422
    form = "application/x-www-form-urlencoded"
    longest = urlencode({"text": "入" * MOST_TEXT}).encode()
    assert asked(made, "/papers", longest, form).status_code == 200
    many = "&".join(f"text{place}=1" for place in range(50)).encode()
    assert asked(made, "/papers", many, form).status_code == 200


@pytest.mark.parametrize("path", ["/papers", "/v1/papers/check"])
def test_whoever_sends_without_end_is_stopped_before_it_is_in_memory(made: MadeCounty, path: str):
    told = made.call(Request("POST", BASE + path, {"content-length": str(10**9)}, b"x"))
    assert told.status_code == 413
    untold = made.call(Request("POST", BASE + path, {}, b"x" * 100_000))
    assert (untold.status_code, json.loads(untold.body)["code"]) == (413, "too_large")


def test_whoever_asks_with_a_hundred_others_is_told_to_come_again(
    made: MadeCounty, monkeypatch: pytest.MonkeyPatch
):
    gate, reading = threading.Event(), made.database.reading

    @contextmanager
    def slowly() -> Generator[Connection]:
        gate.wait(10)
        with reading() as connection:
            yield connection

    monkeypatch.setattr(made.database, "reading", slowly)
    body = json.dumps({"text": "入户通文书"}).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    request = Request("POST", BASE + "/v1/papers/check", headers, body)
    answers: list[Answer] = []

    async def ask() -> None:
        answers.append(await answered(made.app, request))

    async def ask_all() -> None:
        with anyio.fail_after(20):
            await ask_each()

    async def ask_each() -> None:
        async with anyio.create_task_group() as group:
            for _one in range(100):
                group.start_soon(ask)
            while len(answers) < 58:
                await anyio.sleep(0.01)
            gate.set()

    anyio.run(ask_all)
    told = Counter(one.status_code for one in answers)
    assert told == {200: 42, 429: 58}
    refused = next(one for one in answers if one.status_code == 429)
    assert int(refused.headers["retry-after"]) > 0


def test_the_page_knows_at_once_what_was_published_since(made: MadeCounty, laptop: Laptop):
    code = code_of(laptop, "E07-1")
    line = laptop.do(lambda work: issue(work, "E07-1"))
    laptop.link.sync()
    assert checked(made, code)["verdict"] == "genuine"
    laptop.do(lambda work: withdraw(work, line))
    laptop.link.sync()
    assert checked(made, code)["verdict"] == "revoked"


def test_the_page_and_its_answer_are_documented(made: MadeCounty):
    paths = made.served and made.app.openapi()["paths"]
    assert {"get", "post"} <= set(paths["/papers"])
    assert "post" in paths["/v1/papers/check"]
