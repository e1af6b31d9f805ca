"""Certificates of one's own house: what a browser would accept, and nothing an authority must not do."""

from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path
from socket import create_connection, socket

import pytest
from cryptography import x509

from openevac.domain.errors import InputError
from openevac.vault.certificates import Authority, fingerprint, new_authority, new_certificate

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return new_authority("desk.local", NOW)


def shaken(authority: Authority, names: tuple[str, ...], asked_for: str, folder: Path) -> None:
    """Shake hands over TLS as a browser does that trusts this authority alone."""
    made = new_certificate(authority, names, NOW)
    chain, key = folder / "pages.pem", folder / "key.pem"
    chain.write_bytes(made.certificate)
    key.write_bytes(made.key)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, key)
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            with listening.accept()[0] as plain:
                try:
                    server.wrap_socket(plain, server_side=True).close()
                except (ssl.SSLError, OSError):
                    return  # the other side refused; it says so itself

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        trusting = ssl.create_default_context(cadata=authority.certificate.decode())
        try:
            with create_connection(listening.getsockname(), timeout=5) as plain:
                trusting.wrap_socket(plain, server_hostname=asked_for).close()
        finally:
            thread.join(5)


@pytest.mark.parametrize("name", ["desk.local", "192.168.1.10", "::1"])
def test_a_computer_that_trusts_the_authority_trusts_its_names(authority: Authority, name: str, tmp_path: Path) -> None:
    shaken(authority, ("desk.local", "192.168.1.10", "::1"), name, tmp_path)


def test_another_name_is_not_trusted(authority: Authority, tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shaken(authority, ("desk.local",), "other.local", tmp_path)


def test_the_authority_signs_servers_and_no_other_authority(authority: Authority) -> None:
    read = x509.load_pem_x509_certificate(authority.certificate)
    basic = read.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)
    made = x509.load_pem_x509_certificate(new_certificate(authority, ("desk.local",), NOW).certificate)
    assert made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


def test_the_fingerprint_is_read_in_pairs(authority: Authority) -> None:
    assert len(fingerprint(authority.certificate).split(":")) == 32


@pytest.mark.parametrize("name", ["", "деск.local", "a b", "desk..local", "-/", "desk.local\n"])
def test_what_is_no_name_is_refused(authority: Authority, name: str) -> None:
    with pytest.raises(InputError, match="no name of a computer"):
        new_certificate(authority, (name,), NOW)


def test_keys_are_not_shown(authority: Authority) -> None:
    assert "PRIVATE" not in repr(authority)
