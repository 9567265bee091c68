"""The county's own authority: what it signs a client accepts, and nothing else (E4)."""

from __future__ import annotations

import ssl
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.security.certificates import Pair, expires_at, fingerprint, issue_server, make_authority

NOW = datetime.now(CHINA)


def _shake_hands(tmp_path: Path, server: Pair, trusted: Pair, host: str) -> str | None:
    (tmp_path / "key").write_bytes(server.key)
    (tmp_path / "pem").write_bytes(server.certificate)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.minimum_version = ssl.TLSVersion.TLSv1_3
    ours.load_cert_chain(tmp_path / "pem", tmp_path / "key")
    theirs = ssl.create_default_context(cadata=trusted.certificate.decode())
    a_in, a_out, b_in, b_out = (ssl.MemoryBIO() for _one in range(4))
    client = theirs.wrap_bio(a_in, a_out, server_hostname=host)
    county = ours.wrap_bio(b_in, b_out, server_side=True)
    for _turn in range(4):
        for side in (client, county):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
            b_in.write(a_out.read())
            a_in.write(b_out.read())
    return client.version()


def test_a_client_that_trusts_the_authority_accepts_its_server(tmp_path: Path):
    authority = make_authority("垫江县", NOW)
    server = issue_server(authority, ["county.test", "10.1.2.3"], NOW)
    assert _shake_hands(tmp_path, server, authority, "county.test") == "TLSv1.3"
    assert _shake_hands(tmp_path, server, authority, "10.1.2.3") == "TLSv1.3"


def test_another_authority_or_another_host_is_not_accepted(tmp_path: Path):
    authority, other = make_authority("垫江县", NOW), make_authority("垫江县", NOW)
    server = issue_server(authority, ["county.test"], NOW)
    for trusted, host in ((other, "county.test"), (authority, "elsewhere.test")):
        with pytest.raises(ssl.SSLCertVerificationError):
            _shake_hands(tmp_path, server, trusted, host)


def test_a_certificate_that_is_over_is_not_accepted(tmp_path: Path):
    authority = make_authority("垫江县", NOW - timedelta(days=2000))
    server = issue_server(authority, ["county.test"], NOW - timedelta(days=1000))
    assert expires_at(server.certificate) < NOW
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(tmp_path, server, authority, "county.test")


def test_people_compare_a_fingerprint():
    authority = make_authority("垫江县", NOW)
    assert len(fingerprint(authority.certificate).split(":")) == 32
    assert authority.key not in repr(authority).encode()
