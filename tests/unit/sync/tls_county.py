"""A county over real TLS on this machine, which answers what a test wants."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.errors import Trouble
from app.security.certificates import Pair, issue_server, make_authority
from app.security.signatures import DeviceKeys
from app.security.signed_messages import Answer, Request, sign_answer
from app.sync.laptop.line import HttpsWire, Line
from tests.stores import NOW

COUNTY = DeviceKeys.generate()
DEVICE = DeviceKeys.generate()
AUTHORITY = make_authority("垫江县", NOW)
TRUSTED = AUTHORITY.certificate.decode()
HERE = issue_server(AUTHORITY, ["127.0.0.1"], NOW)
REPLICA = "019ab000-0000-7000-8000-00000000d001"


class Numbers:
    """A counter in memory."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last

    def rise_above(self, known: int) -> None:
        self.last = known


Reply = Callable[[Request], Answer]


def signed(request: Request, status: int = 200, body: bytes = b"{}", **headers: str) -> Answer:
    """What the county says."""
    answer = Answer(status, request, dict(headers), body)
    sign_answer(answer, COUNTY.sign, now=NOW)
    return answer


class Handler(BaseHTTPRequestHandler):
    """Hands each request to ``server.reply``."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", 0))
        server: Any = self.server
        host, port = server.server_address
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = f"https://{host}:{port}{self.path}"
        answer: Answer = server.reply(Request("POST", url, headers, self.rfile.read(size)))
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


class Quiet(HTTPServer):
    """A client that leaves is no news."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        del request, client_address


@contextmanager
def serving(
    folder: Path, reply: Reply, pair: Pair = HERE, version: ssl.TLSVersion | None = None
) -> Generator[str]:
    """A server on this machine; its address."""
    server: Any = Quiet(("127.0.0.1", 0), Handler)
    server.reply = reply
    (folder / "key.pem").write_bytes(pair.key)
    (folder / "certificate.pem").write_bytes(pair.certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    if version is not None:
        context.maximum_version = version
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(url: str, authority: str = TRUSTED, body: bytes = b"questions") -> Answer:
    """One request to the county at ``url``."""
    wire = HttpsWire(authority)
    try:
        line = Line(wire, url, COUNTY.signing_public, REPLICA, DEVICE.sign, Numbers(), lambda: NOW)
        return line.call("POST", "/v1/sync?a=b", body)
    finally:
        wire.close()


def code_of(url: str, authority: str = TRUSTED) -> str:
    with pytest.raises(Trouble) as caught:
        asked(url, authority)
    return caught.value.code
