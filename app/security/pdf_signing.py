"""PDF signatures (PAdES B-B, ETSI EN 319 142-1) that any reader of PDFs checks, made with pyHanko.

The laptop's Ed25519 key cannot make them: poppler's ``pdfsig`` 22.12 calls such a signature none at
all. So a key on P-256 signs, and the Ed25519 key, by which our own seals are checked, issues its
certificate: who knows the laptop's public key needs no other. pyHanko is imported when a PDF is
signed or a signed one is checked, never at start.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.security.signatures import DeviceKeys, is_signed

MARK: Final = b"/ByteRange"
"""Stands in every PDF that has a signature of this kind."""
_YEARS: Final = 10
_FIELD: Final = "Ruhu"
_DIGEST: Final = "sha256"


@dataclass(frozen=True)
class PdfIdentity:
    """``key``: PKCS 8, DER, to be kept in the vault only; ``certificate``: DER."""

    key: bytes = field(repr=False)
    certificate: bytes

    def is_of(self, signing_public: bytes, moment: datetime) -> bool:
        """Whether the holder of ``signing_public`` issued it, and it holds at ``moment``."""
        found = x509.load_der_x509_certificate(self.certificate)
        holds = found.not_valid_before_utc <= moment <= found.not_valid_after_utc
        return holds and is_signed(found.tbs_certificate_bytes, found.signature, signing_public)


def issue_identity(device: DeviceKeys, issuer: str, name: str, moment: datetime) -> PdfIdentity:
    """A new key and its certificate. ``issuer``: the name of the laptop's key; ``name``: what
    readers show of who signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    certificate = device.certify(builder).public_bytes(serialization.Encoding.DER)
    return PdfIdentity(private, certificate)


def sign_pdf(pdf: bytes, identity: PdfIdentity, moment: datetime) -> bytes:
    """``pdf`` with a signature over all of it behind it (an incremental update)."""
    signers: Any = import_module("pyhanko.sign.signers")
    fields: Any = import_module("pyhanko.sign.fields")
    keys: Any = import_module("asn1crypto.keys")
    certificates: Any = import_module("asn1crypto.x509")
    registry: Any = import_module("pyhanko_certvalidator.registry")
    writer: Any = import_module("pyhanko.pdf_utils.incremental_writer")

    signer = signers.SimpleSigner(
        signing_cert=certificates.Certificate.load(identity.certificate),
        signing_key=keys.PrivateKeyInfo.load(identity.key),
        cert_registry=registry.SimpleCertificateStore(),
    )
    meta = signers.PdfSignatureMetadata(
        field_name=f"{_FIELD}{pdf.count(MARK) + 1}",
        md_algorithm=_DIGEST,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    opened = writer.IncrementalPdfFileWriter(io.BytesIO(pdf))
    signing: Any = signers.PdfSigner(meta, signer=signer)
    signing.init_signing_session = _dated(signing.init_signing_session, moment)
    made: bytes = signing.sign_pdf(opened).getvalue()
    return made


def _dated(begin: Callable[..., Any], moment: datetime) -> Callable[..., Any]:
    """Begins a session that has the caller's time, not the machine's."""

    def begun(*said: Any, **more: Any) -> Any:
        session = begin(*said, **more)
        session.system_time = moment
        return session

    return begun


def is_signed_pdf(pdf: bytes, signing_public: bytes) -> bool:
    """Whether the last signature covers the whole file, and its certificate was issued by the
    holder of ``signing_public``. What cannot be read is not signed."""
    if MARK not in pdf:
        return False
    reader: Any = import_module("pyhanko.pdf_utils.reader")
    wrong: Any = import_module("pyhanko.pdf_utils.misc").PdfError
    try:
        found: list[Any] = reader.PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        return bool(found) and _is_whole(found[-1], signing_public)
    except (wrong, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return False


def _is_whole(signature: Any, signing_public: bytes) -> bool:
    validation: Any = import_module("pyhanko.sign.validation")
    cms: Any = import_module("pyhanko.sign.validation.generic_cms")
    if signature.evaluate_signature_coverage() != validation.SignatureCoverageLevel.ENTIRE_FILE:
        return False
    issued = x509.load_der_x509_certificate(signature.signer_cert.dump())
    if not is_signed(issued.tbs_certificate_bytes, issued.signature, signing_public):
        return False
    digest = signature.compute_digest()
    return all(
        cms.validate_sig_integrity(signature.signer_info, signature.signer_cert, "data", digest)
    )


_USAGE: Final = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
