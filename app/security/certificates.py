"""A county's own certificate authority and the server certificate it signs, for TLS 1.3.

P-256 keys, as PEM. A county without a public name needs no other authority: laptops learn this one
from their ticket and trust nothing else (E1, E4).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_YEARS: Final = 20
SERVER_DAYS: Final = 825
"""The longest that clients accept."""


@dataclass(frozen=True)
class Pair:
    """A private key and its certificate, both PEM."""

    key: bytes = field(repr=False)
    certificate: bytes


def make_authority(name: str, now: datetime) -> Pair:
    """A new authority that signs server certificates and nothing below it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(f"{name} CA")
    builder = _builder(
        subject, subject, key.public_key(), now, timedelta(days=365 * AUTHORITY_YEARS)
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = _usage(signs_certificates=True)
    return _pair(key, builder.add_extension(usage, critical=True).sign(key, hashes.SHA256()))


def issue_server(authority: Pair, hosts: Iterable[str], now: datetime) -> Pair:
    """A certificate for a server at ``hosts`` (names or addresses), signed by ``authority``."""
    signer = serialization.load_pem_private_key(authority.key, None)
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("not a key that was made here")
    names = list(hosts)
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(
        _named(names[0]), issuer.subject, key.public_key(), now, timedelta(days=SERVER_DAYS)
    )
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
    )
    builder = builder.add_extension(
        x509.SubjectAlternativeName([_host(one) for one in names]), critical=False
    )
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    builder = builder.add_extension(signed_by, critical=False)
    return _pair(key, builder.sign(signer, hashes.SHA256()))


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a PEM certificate, as people compare it."""
    digest = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def expires_at(certificate: bytes) -> datetime:
    """Until when a PEM certificate holds, UTC."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    holds: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + holds)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pair(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Pair:
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Pair(private, certificate.public_bytes(serialization.Encoding.PEM))
