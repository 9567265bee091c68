"""The signed routes: what each does with a request. Each proves first who asks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from starlette.requests import Request as Incoming

from app.domain.ids import is_id
from app.domain.permissions import Action, require
from app.errors import Refused, Trouble, Unavailable
from app.security.letters import open_letter, seal_letter
from app.security.signed_messages import Answer as Signed
from app.security.signed_messages import Request, check_request, sign_answer
from app.server import (
    blobs,
    callers,
    devices,
    door,
    enrolment,
    paper_keys,
    publishing,
    recoveries,
    report_readers,
)
from app.server.api import replies
from app.server.api.replies import Reply
from app.server.api.served import Served
from app.server.archive import SqlArchive
from app.server.blobs import Shelf
from app.server.callers import Caller
from app.server.database import busy
from app.server.enrolment import Asked
from app.server.policy import RoleReach
from app.server.stored import is_hash
from app.server.tables import COUNTY, DEVICE, PUBLISHED
from app.sync.county.reading import Reading
from app.sync.protocol import bundles, codec
from app.sync.protocol.enrolment import Enrolment
from app.sync.protocol.messages import Cursor, Hello, Page, Pull, Push, Question
from app.sync.protocol.published import LAST, SIGNATURE, Publication
from app.sync.protocol.versions import PROTOCOLS

MOST_SYNC: Final = 16 * 1024 * 1024
MOST_CHUNK: Final = blobs.CHUNK_SIZE
KEY: Final = 32

_KEYS: Final = ("signing_key", "agreement_key", "status_key")


@dataclass(frozen=True)
class Routes:
    """What the county does over the network."""

    served: Served

    def _now(self) -> str:
        return self.served.now().isoformat(timespec="seconds")

    def _caller(self, message: Request) -> Caller:
        return callers.admit(self.served.database, message, self._now, self.served.known)

    # -- enrolment and status -------------------------------------------------------------------

    def enroll(self, message: Request, _incoming: Incoming) -> Reply:
        """A certificate for a ticket (E1, E2)."""
        wanted = _read(message.body, Enrolment)
        if any(len(getattr(wanted, name)) != KEY for name in _KEYS):
            raise door.malformed("key")
        replica, counter = check_request(message, lambda _replica: wanted.signing_key)
        if not is_id(replica):
            raise door.malformed("replica")
        asked = Asked(replica, counter, wanted)
        with self.served.database.writing() as connection:
            enrolled = enrolment.enrol(connection, asked, self.served.keys, self.served.now())
            report_readers.refresh(connection, self.served.keys, self._now())
        return Reply(200, msgspec.msgpack.encode(enrolled), replies.PACKED)

    def status(self, message: Request, _incoming: Incoming) -> Reply:
        """Whether the laptop is still the county's (E5), and where the county stands."""
        caller = callers.admit_to_status(self.served.database, message)
        with self.served.database.reading() as connection:
            frozen = select(DEVICE.c.is_frozen).where(DEVICE.c.replica == caller.replica)
            county = connection.execute(select(COUNTY)).mappings().one()
            told = {
                "replica": caller.replica,
                "is_revoked": caller.device.is_revoked,
                "is_frozen": bool(connection.execute(frozen).scalar_one()),
                "epoch": county["epoch"],
                "protocols": list(PROTOCOLS),
                "counter": caller.device.counter,
            }
        return replies.json_reply(told)

    def ask_recovery(self, message: Request, _incoming: Incoming) -> Reply:
        """A locked laptop asks to be opened (K10)."""
        caller = self._locked_caller(message)
        text, key = message.body.decode("ascii", "replace"), self.served.keys.signing_public
        with self.served.database.writing() as connection:
            told = recoveries.receive(connection, text, key, self._now(), replica=caller.replica)
        return replies.json_reply({"request": told["request"], "code": told["code"]})

    def recovery(self, message: Request, incoming: Incoming) -> Reply:
        """The answer to it, once there is one."""
        caller, request = self._locked_caller(message), incoming.path_params["request"]
        with self.served.database.reading() as connection:
            answer = recoveries.answered(connection, request, caller.replica)
        if not answer:
            raise replies.not_here()
        return Reply(200, answer, replies.BYTES)

    def _locked_caller(self, message: Request) -> Caller:
        caller = callers.admit_to_status(self.served.database, message)
        if caller.device.is_revoked:
            raise callers.revoked()
        return caller

    # -- sync -----------------------------------------------------------------------------------

    def sync(self, message: Request, _incoming: Incoming) -> Reply:
        """Questions in, answers out: one compressed stream each way."""
        return self._synced(self._caller(message), message.body)

    def _synced(self, caller: Caller, body: bytes) -> Reply:
        questions = door.read(body)
        self._note_greeting(caller, questions)
        last: list[int] = []

        def look(archive: SqlArchive) -> None:
            last.append(archive.published)

        answers = self.served.county.answer(caller.replica, questions, look, caller.seen)
        self.served.metrics.told(answers)
        if self._refresh_keys(questions) or not last:
            with self.served.database.reading() as connection:
                last.append(publishing.last_number(connection))
        return Reply(
            200,
            codec.encode(answers, _squeezers(questions)),
            replies.MESSAGE,
            {LAST: str(last[-1])},
        )

    def _note_greeting(self, caller: Caller, questions: tuple[Question, ...]) -> None:
        device = caller.device
        for one in questions:
            if not isinstance(one, Hello) or devices.is_known_greeting(
                device, one.schema, one.recovery
            ):
                continue
            with self.served.database.noting() as connection:
                devices.note_greeting(connection, device.replica, one.schema, one.recovery)

    def _refresh_keys(self, questions: tuple[Question, ...]) -> bool:
        """Papers came: whose signatures hold, and what was withdrawn, goes out with this answer."""
        pushed = (op for one in questions if isinstance(one, Push) for op in one.operations)
        if not paper_keys.concerns(pushed):
            return False
        with self.served.database.writing() as connection:
            sign = self.served.keys.sign
            paper_keys.refresh(connection, self.served.places, sign, self._now())
        return True

    def bundle(self, message: Request, _incoming: Incoming) -> Reply:
        """A sync that another laptop carried here by hand (S21)."""
        self._caller(message)
        return Reply(200, self.carried(message.body), replies.LETTER)

    def carried(self, letter: bytes) -> bytes:
        """The sealed answer to a sealed request, whoever brought it."""
        keys = self.served.keys
        brought = bundles.read_request(open_letter(letter, keys, bundles.UP))
        inner = Request(brought.method, brought.url, brought.headers, brought.body)
        caller = callers.admit_carried(self.served.database, inner)
        reply = self._synced(caller, inner.body)
        answer = Signed(reply.status, inner, {}, reply.body)
        sign_answer(answer, keys.sign, now=self.served.now())
        news = self._carried_news(caller, brought)
        told = bundles.CarriedAnswer(reply.status, answer.headers, reply.body, *news)
        return seal_letter(bundles.pack(told), caller.device.agreement_key, bundles.DOWN)

    def _carried_news(
        self, caller: Caller, brought: bundles.CarriedRequest
    ) -> tuple[int, tuple[Publication, ...], tuple[bundles.NotTaken, ...]]:
        """What was published, for a laptop that came by hand; what it published itself is taken. A
        form that is not taken does not keep the records from being taken."""
        not_taken: list[bundles.NotTaken] = []
        for content in brought.forms:
            try:
                self._published(caller, content)
            except Unavailable:
                continue  # it will be brought again
            except Trouble as trouble:
                sha256 = hashlib.sha256(content).hexdigest()
                not_taken.append(bundles.NotTaken(sha256, trouble.code, trouble.sentence))
        if brought.known is None:
            return 0, (), ()
        with self.served.database.reading() as connection:
            epoch = connection.execute(select(COUNTY.c.epoch)).scalar_one()
            news = publishing.carried(connection, brought.known.after(epoch))
            return epoch, tuple(news), tuple(not_taken)

    def snapshot(self, message: Request, incoming: Incoming) -> Reply:
        """All records of one scope, a page at a time, from any id on (range-resumable)."""
        caller = self._caller(message)
        scope, cursor = incoming.path_params["scope"], _snapshot_cursor(incoming)
        county = self.served.county
        with self.served.database.reading() as connection:
            standing = county.standing(connection, caller.replica)
            if scope not in standing.reach.scopes:
                raise replies.not_here()
            reach = _narrowed(standing.reach, scope)
            archive = SqlArchive(connection, replace(standing, reach=reach), county.digests)
            replica = replace(archive.replica(caller.replica), reach=reach)
            epochs = {"epoch": archive.epoch, "scope_epoch": replica.scope_epoch}
            page = Reading(archive, county.page).pull(replica, Pull(replace(cursor, **epochs)))
        assert isinstance(page, Page)
        return Reply(200, codec.encode((page,)), replies.MESSAGE)

    # -- files ----------------------------------------------------------------------------------

    def get_chunk(self, message: Request, incoming: Incoming) -> Reply:
        """A stretch of a file; of HEAD only whether it is there."""
        name, number = _chunk_of(incoming)

        def take(shelf: Shelf) -> Reply:
            if message.method == "HEAD":
                if not shelf.has(name, number):
                    raise replies.not_here()
                return Reply()
            content = shelf.chunk(name, number)
            if content is None:
                raise replies.not_here()
            return Reply(200, content)

        return self._on_shelf(message, take, writes=False)

    def put_chunk(self, message: Request, incoming: Incoming) -> Reply:
        """Keep a stretch of a file."""
        name, number = _chunk_of(incoming)

        def give(shelf: Shelf) -> Reply:
            shelf.add(name, number, message.body)
            return Reply(204)

        return self._on_shelf(message, give, writes=True)

    def complete(self, message: Request, incoming: Incoming) -> Reply:
        """All stretches came."""
        name = incoming.path_params["hash"]
        size = incoming.query_params.get("size", "")
        if not is_hash(name) or not size.isascii() or not size.isdigit() or len(size) > 12:
            raise door.malformed("size")

        def close(shelf: Shelf) -> Reply:
            is_right = shelf.complete(name, int(size))
            return Reply(204) if is_right else _blob_wrong(self.served)

        return self._on_shelf(message, close, writes=True)

    def _on_shelf(self, message: Request, do: Callable[[Shelf], Reply], *, writes: bool) -> Reply:
        caller = self._caller(message)
        database = self.served.database
        with database.writing() if writes else database.reading() as connection:
            standing = self.served.county.standing(connection, caller.replica)
            return do(Shelf(connection, caller.replica, standing.reach))

    # -- what is published ----------------------------------------------------------------------

    def published(self, message: Request, incoming: Incoming) -> Reply:
        """Forms, rule packs and holidays after a number."""
        self._caller(message)
        after = incoming.query_params.get("after", "0")
        if not after.isascii() or not after.isdigit() or len(after) > 9:
            raise door.malformed("after")
        columns = PUBLISHED.c
        wanted = (columns.number, columns.kind, columns.name, columns.sha256, columns.published_at)
        asked = select(*wanted).where(columns.number > int(after)).order_by(columns.number)
        with self.served.database.reading() as connection:
            rows = [dict(row) for row in connection.execute(asked).mappings()]
        return replies.json_reply({"published": rows})

    def publish(self, message: Request, _incoming: Incoming) -> Reply:
        """A form's bundle that the caller's own vault signed, from whom may publish."""
        return replies.json_reply(self._published(self._caller(message), message.body))

    def _published(self, caller: Caller, content: bytes) -> dict[str, Any]:
        try:
            with self.served.database.writing() as connection:
                standing = self.served.county.standing(connection, caller.replica)
                require(standing.role, Action.FORM_PUBLISH)
                return publishing.publish_form(
                    connection,
                    content,
                    self.served.keys.sign,
                    self._now(),
                    own_key=caller.device.signing_key,
                    who=caller.replica,
                )
        except IntegrityError as error:  # two at the same moment
            raise busy() from error

    def publication(self, message: Request, incoming: Incoming) -> Reply:
        """One of them, as it came; the county's signature over it is in a header."""
        self._caller(message)
        columns = PUBLISHED.c
        name = incoming.path_params["hash"]
        asked = select(columns.content, columns.signature).where(columns.sha256 == name)
        with self.served.database.reading() as connection:
            row = connection.execute(asked).first() if is_hash(name) else None
        if row is None:
            raise replies.not_here()
        return Reply(200, row.content, replies.BYTES, {SIGNATURE: row.signature.hex()})


def _read(body: bytes, kind: type[Enrolment]) -> Enrolment:
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise door.malformed("body") from error


def _narrowed(reach: Any, scope: str) -> RoleReach:
    homes = reach.homes & {scope}
    return RoleReach(frozenset({scope}), reach.hides, reach.role, homes)


def _squeezers(questions: tuple[Question, ...]) -> tuple[int, ...]:
    """What whoever asks can read."""
    return next((one.squeezers for one in questions if isinstance(one, Hello)), ())


def _snapshot_cursor(incoming: Incoming) -> Cursor:
    after = incoming.query_params.get("after", "")
    at = incoming.query_params.get("at", "0")
    is_number = at.isascii() and at.isdigit() and len(at) <= 18
    if not is_number or (after and (not is_id(after) or at == "0")):
        raise door.malformed("cursor")
    return Cursor(seq=int(at), after=after)


def _chunk_of(incoming: Incoming) -> tuple[str, int]:
    name, number = incoming.path_params["hash"], incoming.path_params["chunk"]
    if not is_hash(name) or not number.isascii() or not number.isdigit() or len(number) > 4:
        raise replies.not_here()
    return name, int(number)


def _blob_wrong(served: Served) -> Reply:
    sentence = "附件的内容与它的指纹不符，没有采用。请重新传一次。"
    return replies.problem(Refused(sentence, code="blob_wrong"), served.jitter())
