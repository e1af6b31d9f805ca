"""Certificates for the pages in one's own house: an authority of one's own, and a certificate for a name it signs.

A certificate that everybody's browser trusts comes from elsewhere (a public authority, by a name on the internet). This
is for a house without one: each computer is told once to trust the authority, by its fingerprint read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from openevac.domain.errors import InputError
from openevac.domain.units import require_aware

AUTHORITY_LASTS = timedelta(days=730)
CERTIFICATE_LASTS = timedelta(days=397)
"""The longest that browsers accept."""
_EARLIER = timedelta(hours=1)
"""Clocks in a house differ: what is made now was good an hour ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An authority of one's own, as PEM. Whoever has `key` can pretend to be any page of the house."""

    certificate: bytes
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCertificate:
    """A certificate for the names of one computer, as PEM."""

    certificate: bytes
    key: bytes = field(repr=False)
    good_until: datetime


def new_authority(title: str, now: datetime) -> Authority:
    """Make an authority that may sign certificates of servers and nothing else."""
    require_aware("now", now)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"OpenEvac {title}"[:64])])
    made = (
        _begun(name, name, key.public_key(), now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate=made.public_bytes(serialization.Encoding.PEM), key=_pem(key))


def new_certificate(authority: Authority, names: tuple[str, ...], now: datetime) -> ServerCertificate:
    """Make a certificate for names and addresses of one computer; InputError where there is none, or none valid."""
    require_aware("now", now)
    if not names:
        raise InputError("No name is given.", "Name the computer as others reach it.", field="name")
    known = x509.SubjectAlternativeName([_alternative(name) for name in names])
    signer = serialization.load_pem_private_key(authority.key, password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise InputError("This is not the key of an authority of ours.", "Make a new one.", field="authority")
    issuer = x509.load_pem_x509_certificate(authority.certificate).subject
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])]), issuer, key.public_key(), now,
               CERTIFICATE_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(known, critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )  # fmt: skip
    return ServerCertificate(
        certificate=made.public_bytes(serialization.Encoding.PEM), key=_pem(key), good_until=now + CERTIFICATE_LASTS
    )


def good_until(certificate: bytes) -> datetime:
    """Give when a certificate runs out."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def fingerprint(certificate: bytes) -> str:
    """Give what people compare when a computer is told to trust an authority: SHA-256, in pairs."""
    digest = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + lasts)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        pass  # no address, so a name
    if not name.isascii() or not all(part and part.replace("-", "").isalnum() for part in name.split(".")):
        raise InputError(
            "'{name}' is no name of a computer.",
            "Write it in Latin letters, digits, hyphens and dots: desk.local, 192.168.1.10.",
            field="name",
            name=name,
        )
    return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
