"""A sync carried by hand, on a USB stick (S21): what waits goes out sealed to the county, what comes
back is sealed to this laptop and answers exactly that.

Between the two, people go on saving. If there was a sync over the line meanwhile, the answer is too
late and is not taken: all that it says is here already or will come again (S11).
"""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast, get_args

from app.errors import Refused, Unreadable
from app.security.letters import open_letter, seal_letter
from app.security.signatures import DeviceKeys
from app.security.signed_messages import Answer as SignedAnswer
from app.security.signed_messages import Request, check_answer
from app.storage import identity
from app.sync.client import push, run
from app.sync.client.asking import Questions
from app.sync.laptop.desk import StoreDesk
from app.sync.laptop.line import Line, trouble_of
from app.sync.laptop.membership import Membership
from app.sync.laptop.online import answers_in
from app.sync.laptop.published import Forms, Newsstand
from app.sync.laptop.standing import STANDING
from app.sync.protocol import bundles, codec
from app.sync.protocol.messages import Ack, Page, Push, Question, Refusal
from app.sync.protocol.published import Known

CARRIED: Final = "bundle_under_way"
MOST_PUSHES: Final = 6
"""In a letter, each of as many operations as the county hears at once."""
_ALL: Final = 2**62
_OK: Final = 200
_QUESTIONS: Final = get_args(Question)


@dataclass(frozen=True)
class Written:
    """A bundle for the county: ``content`` of the file; how many operations are in it, by the
    numbers of this laptop's outbox (0, 0: none); ``left``: how many wait that found no room."""

    content: bytes
    first: int
    last: int
    left: int = 0

    @property
    def operations(self) -> int:
        """How many."""
        return self.last - self.first + 1 if self.last else 0


@dataclass(frozen=True)
class Read:
    """What an answer came to. ``has_more``: another bundle is needed to be level. ``forms``: what
    became of published ones, and of rule packs."""

    acknowledged: int
    rows: int
    has_more: bool
    forms: Forms = field(default_factory=Forms)


def write(
    desk: StoreDesk,
    line: Line,
    member: Membership,
    pace: run.Pace,
    newsstand: Newsstand | None = None,
) -> Written:
    """A bundle of what waits, and the question for what is new. Writing another makes the one
    before it void: its answer is not taken any more."""
    questions = run.questions(desk, pace)
    request, written = _sealed(desk, line, member, questions, *_of_forms(newsstand))
    waiting = {
        "url": request.url,
        "headers": request.headers,
        "body": base64.b64encode(request.body).decode(),
    }
    desk.store.apply(
        lambda connection: identity.remember(
            connection,
            CARRIED,
            waiting | {"standing": identity.recall(connection, STANDING)},
        )
    )
    return written


def seal_outbox(desk: StoreDesk, line: Line, member: Membership, pace: run.Pace) -> Written | None:
    """What waits, also before the first sync, sealed to the county, for a laptop that is to be erased
    (E5); None: nothing does. Where not even one fits, there is no content and all is left. A bundle
    that is under way stays good."""
    waiting, standing = desk.waiting(_ALL), desk.standing()
    hello = run.questions(desk, pace, may_push=False)[:1]
    room = len(waiting)
    while room:
        starts = range(0, min(room, MOST_PUSHES * pace.operations), pace.operations)
        batches = [waiting[:room][start : start + pace.operations] for start in starts]
        pushed = [push.question(desk, standing, one) for one in batches]
        with suppress(ValueError):  # more than a message holds
            written = _sealed(desk, line, member, (*hello, *pushed))[1]
            if len(written.content) <= bundles.MOST_BYTES:
                return replace(written, left=len(waiting) - sum(map(len, batches)))
        room //= 2
    return Written(b"", 0, 0, len(waiting)) if waiting else None


def _sealed(
    desk: StoreDesk,
    line: Line,
    member: Membership,
    questions: Questions,
    known: Known | None = None,
    forms: tuple[bytes, ...] = (),
) -> tuple[Request, Written]:
    """Signed as for the line, and sealed to the county. Raises ``ValueError`` as ``codec.encode``."""
    request = line.signed("POST", bundles.SYNC, codec.encode(questions))
    carried = bundles.CarriedRequest(
        request.method, request.url, request.headers, request.body, known, forms
    )
    sealed = seal_letter(bundles.pack(carried), member.agreement_key, bundles.UP)
    offset = desk.standing().offset
    pushed = [one for one in questions if isinstance(one, Push)]
    numbers = [op.seq + offset for one in pushed for op in one.operations] or [0]
    return request, Written(sealed, numbers[0], numbers[-1])


def _of_forms(newsstand: Newsstand | None) -> tuple[Known | None, tuple[bytes, ...]]:
    """What is known of published forms, and own ones that the county has not."""
    if newsstand is None:
        return None, ()
    return newsstand.known(), tuple(one.content for one in newsstand.own_unsent())


def read(
    desk: StoreDesk,
    content: bytes,
    device: DeviceKeys,
    member: Membership,
    newsstand: Newsstand | None = None,
) -> Read:
    """Take in the answer to the bundle written last.

    Raises ``Refused`` bundle_not_ours, bundle_overtaken, signature_wrong; ``Unreadable``
    letter_altered, bundle_unreadable, bundle_too_large; what the county said is wrong.
    """
    if len(content) > bundles.MOST_BYTES:
        raise Unreadable("数据包太大，没有读取。请检查是不是选错了文件。", code="bundle_too_large")
    asked = desk.store.examine(lambda connection: identity.recall(connection, CARRIED))
    if asked is None:
        raise _not_ours()
    carried = bundles.read_answer(open_letter(content, device, bundles.DOWN))
    request = Request("POST", asked["url"], asked["headers"], base64.b64decode(asked["body"]))
    answer = SignedAnswer(carried.status, request, carried.headers, carried.body)
    try:
        check_answer(answer, member.county_key)
    except Refused as error:
        raise _not_ours() from error
    if answer.status_code != _OK:
        raise trouble_of(answer)
    _refuse_overtaken(desk, asked["standing"])
    found = _taken(desk, request.body, answer.body)
    if newsstand is None or not carried.epoch:
        return found
    return replace(found, forms=_taken_forms(newsstand, carried))


def _taken_forms(newsstand: Newsstand, carried: bundles.CarriedAnswer) -> Forms:
    """Only from the answer that was taken: its letter is sealed to us, and each form is signed."""
    refusals = {one.sha256: (one.code, one.sentence) for one in carried.not_taken}
    left = newsstand.hear(carried.epoch, refusals)
    found = newsstand.take(carried.epoch, carried.published)
    return replace(found, left=(*left, *found.left))


def _taken(desk: StoreDesk, asked: bytes, told: bytes) -> Read:
    questions = cast("tuple[Question, ...]", codec.decode(asked))
    answers = answers_in(codec.decode(told))
    refused = run.take(desk, questions, answers)
    desk.store.apply(lambda connection: identity.remember(connection, CARRIED, None))
    if refused is not None and refused.code != "start_over":
        raise _refusal(refused)
    acks = [one for one in answers if isinstance(one, Ack)]
    pages = [one for one in answers if isinstance(one, Page)]
    rows = sum(len(one.rows) for one in (*acks, *pages))
    has_more = not pages or any(one.has_more for one in pages) or bool(desk.waiting(1))
    return Read(sum(len(one.verdicts) for one in acks), rows, has_more)


def _refuse_overtaken(desk: StoreDesk, then: Any) -> None:
    now = desk.store.examine(lambda connection: identity.recall(connection, STANDING))
    if now != then:
        raise Refused(
            "写出数据包以后已经联网同步过，这份回执不用再读，内容没有缺少。需要时请重新写一份数据包。",
            code="bundle_overtaken",
        )


def _not_ours() -> Refused:
    return Refused(
        "这份回执不是对本机最后一份数据包的回答，没有采用。请带回对应的回执，或重新写一份数据包。",
        code="bundle_not_ours",
    )


def _refusal(refused: Refusal) -> Refused:
    sentence = _REFUSALS.get(refused.code, "县里没有接受这份数据包。请联网同步一次，或与县里联系。")
    return Refused(sentence, code=refused.code)


_REFUSALS: Final = {
    "replica_frozen": "县里发现有两台电脑用同一个身份，这台电脑要重新登记。请向县民政局要一张登记票据。",
    "too_old": "本程序的版本太旧，县里不再接受。请升级后再同步；保存和导出照常可用。",
    "read_only": "本程序的版本太旧，只能收、不能送。请升级后再同步；内容都在本机。",
    "expected_seq": "县里缺少这份数据包之前的内容。请重新写一份数据包送去。",
}
