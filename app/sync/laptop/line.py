"""Requests over HTTPS: TLS 1.3, trust in the county's own authority only, no redirects, signed both
ways (E3, E4). What is not signed by the county was not said by it.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from app.errors import Refused, Trouble, Unavailable
from app.security.signed_messages import Answer, Request, Sign, check_answer, sign_request

if TYPE_CHECKING:
    import urllib3

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 60.0
MOST_BYTES: Final = 64 * 1024 * 1024
_PIECE: Final = 256 * 1024
_LONGEST_WAIT: Final = 3600.0


Waiting = Callable[[], Answer]
"""Waits for an answer that is under way; raises what ``Wire.send`` raises."""


class Wire(Protocol):
    """Moves one request and its answer: HTTPS, or the county's application in the same process."""

    def send(self, request: Request) -> Answer:
        """Raises ``Unavailable``: perhaps it was heard, perhaps not."""
        ...

    def begin(self, request: Request) -> Waiting:
        """Send it, and go on meanwhile."""
        ...


class Counting(Protocol):
    """Numbers of requests."""

    def next(self) -> int:
        """The next one, above all before."""
        ...

    def rise_above(self, known: int) -> None:
        """The county has seen this one."""
        ...


@dataclass
class HttpsWire:
    """``authority``: PEM of the only one that is trusted, blank for those of the system.

    The library is imported when it is first needed: a laptop without a county never does.
    """

    authority: str = ""
    connect_seconds: float = CONNECT_SECONDS
    read_seconds: float = READ_SECONDS
    _pool: urllib3.PoolManager | None = field(default=None, repr=False)

    def send(self, request: Request) -> Answer:
        """Over a connection that is kept for the next."""
        if not request.url.startswith("https://"):
            raise Refused("县里的地址不是 https，没有连接。请重新领取登记票据。", code="not_https")
        from urllib3.exceptions import HTTPError, SSLError

        try:
            return self._sent(request)
        except SSLError as error:
            raise Unavailable(
                "对方的证书不是县里的，没有发送任何内容。请换一个网络再试；仍不行，请告诉县里的系统管理员。",
                code="county_not_trusted",
            ) from error
        except (HTTPError, OSError) as error:
            raise Unavailable(
                "现在连不上县里的服务器，内容都在本机。有网络时会自动再试，也可以改用U盘。",
                code="line_away",
                why=type(error).__name__,
            ) from error

    def begin(self, request: Request) -> Waiting:
        """In a thread that nobody has to wait for at the end."""
        found: Future[Answer] = Future()
        Thread(target=_fill, args=(found, self.send, request), daemon=True).start()
        return found.result

    def _sent(self, request: Request) -> Answer:
        self._pool = self._pool or self._made_pool()
        found: Any = self._pool.request(
            request.method,
            request.url,
            body=request.body,
            headers=request.headers,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            body = _limited(found)
            headers = {str(name).lower(): str(value) for name, value in found.headers.items()}
            return Answer(int(found.status), request, headers, body)
        finally:
            found.release_conn()

    def _made_pool(self) -> urllib3.PoolManager:
        import urllib3

        from app.sync.laptop.one_write import pool_class

        pools: dict[str, type[urllib3.HTTPConnectionPool]] = {"https": pool_class()}
        found = urllib3.PoolManager(
            ssl_context=_context(self.authority),
            retries=False,
            timeout=urllib3.Timeout(connect=self.connect_seconds, read=self.read_seconds),
        )
        found.pool_classes_by_scheme = pools
        return found

    def close(self) -> None:
        """Let go of the connections."""
        if self._pool is not None:
            self._pool.clear()
            self._pool = None


def _fill(found: Future[Answer], send: Callable[[Request], Answer], request: Request) -> None:
    try:
        found.set_result(send(request))
    except BaseException as error:  # noqa: BLE001 - it is raised where the answer is waited for
        found.set_exception(error)


def _limited(found: Any) -> bytes:
    body = bytearray()
    while piece := found.read(_PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            found.close()
            raise Unavailable(
                "县里发来的内容太大，没有采用。请告诉县里的系统管理员。", code="answer_too_large"
            )
    return bytes(body)


def _context(authority: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if authority:
        context.load_verify_locations(cadata=authority)
    else:
        context.load_default_certs()
    return context


@dataclass
class Line:
    """Signed requests of one vault to its county. ``url``: of the server, without a path."""

    wire: Wire
    url: str
    county_key: bytes = field(repr=False)
    replica: str
    sign: Sign = field(repr=False)
    counter: Counting = field(repr=False)
    now: Callable[[], datetime] = field(repr=False)

    def call(self, method: str, path: str, body: bytes = b"") -> Answer:
        """The county's answer, whatever it is, proved to be its own.

        Raises ``Unavailable`` line_away, ``Refused`` signature_wrong, revoked.
        """
        return self._settled(self._called(method, path, body), method, path, body)

    def begin(self, method: str, path: str, body: bytes = b"") -> Waiting:
        """Ask now and go on meanwhile; what comes back waits for the answer, and raises what ``call``
        raises."""
        waiting = self.wire.begin(self.signed(method, path, body))
        return lambda: self._settled(self._proved(waiting()), method, path, body)

    def _settled(self, answer: Answer, method: str, path: str, body: bytes) -> Answer:
        if (
            answer.status_code == _UNPROVED
            and (told := _told(answer)).get("code") == "counter_behind"
        ):
            self.counter.rise_above(int(told.get("counter", 0)))
            answer = self._called(method, path, body)
        if answer.status_code == _FORBIDDEN and _told(answer).get("code") == "revoked":
            raise trouble_of(answer)
        return answer

    def signed(self, method: str, path: str, body: bytes = b"") -> Request:
        """A request with the next number, to be carried by whatever means."""
        request = Request(method, self.url.rstrip("/") + path, {}, body)
        sign_request(
            request, self.sign, replica=self.replica, counter=self.counter.next(), now=self.now()
        )
        return request

    def _called(self, method: str, path: str, body: bytes) -> Answer:
        return self._proved(self.wire.send(self.signed(method, path, body)))

    def _proved(self, answer: Answer) -> Answer:
        if answer.status_code in _OF_A_GATEWAY and "signature" not in answer.headers:
            raise Unavailable(
                "县里的服务器暂时没有回应，内容都在本机。稍后会自动再试，也可以改用U盘。",
                code="line_away",
                status=answer.status_code,
            )
        check_answer(answer, self.county_key)
        return answer


_UNPROVED: Final = 401
_FORBIDDEN: Final = 403
_OF_A_GATEWAY: Final = frozenset({408, 429, 500, 502, 503, 504})
_LATER: Final = frozenset({429, 503})


RETRY_AFTER: Final = "retry_after"
"""The fact of a ``Trouble`` that says in how many seconds the county may be asked again."""


def wait_of(answer: Answer) -> float | None:
    """Seconds after which the county asks to be asked again (S24); None if it did not."""
    if answer.status_code not in _LATER:
        return None
    told = answer.headers.get("retry-after", "")
    return min(float(told), _LONGEST_WAIT) if told.isascii() and told.isdigit() else 30.0


def trouble_of(answer: Answer) -> Trouble:
    """What the county said is wrong, as one of our faults."""
    told = _told(answer)
    code = str(told.get("code") or f"http_{answer.status_code}")
    sentence = str(told.get("sentence") or "县里的服务器没有接受这次请求。请升级本程序后再试。")
    if answer.status_code >= 500 or answer.status_code in _LATER:
        facts = {} if (wait := wait_of(answer)) is None else {RETRY_AFTER: wait}
        return Unavailable(sentence, code=code, status=answer.status_code, **facts)
    return Refused(sentence, code=code, status=answer.status_code)


def told_json(answer: Answer) -> dict[str, Any]:
    """The JSON object that an answer holds, or nothing."""
    return _told(answer)


def _told(answer: Answer) -> dict[str, Any]:
    try:
        found: object = json.loads(answer.body)
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
