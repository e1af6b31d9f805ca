"""age v1 with X25519, written from its specification with other libraries: a second opinion on what pyrage does."""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHUNK = 65_536


def raw_of(text: str) -> bytes:
    """Read the 32 bytes of a Bech32 key; the checksum is left to the library under test."""
    digits = [SIGNS.index(sign) for sign in text.lower().rsplit("1", 1)[1][:-6]]
    number = 0
    for digit in digits:
        number = number << 5 | digit
    return (number >> (len(digits) * 5 - 256)).to_bytes(32, "big")


def stretch(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(secret)


def mac(file_key: bytes, header: bytes) -> bytes:
    made = hmac.HMAC(stretch(file_key, b"", b"header"), hashes.SHA256())
    made.update(header)
    return made.finalize()


def b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def unb64(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))


def public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def seal(plain: bytes, recipient: str) -> bytes:
    file_key, ephemeral = os.urandom(16), X25519PrivateKey.generate()
    theirs = raw_of(recipient)
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(theirs))
    wrap_key = stretch(shared, public(ephemeral) + theirs, b"age-encryption.org/v1/X25519")
    body = ChaCha20Poly1305(wrap_key).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> X25519 " + b64(public(ephemeral)) + b"\n" + b64(body) + b"\n---"
    payload_nonce = os.urandom(16)
    stream = ChaCha20Poly1305(stretch(file_key, payload_nonce, b"payload"))
    pieces = [plain[at : at + CHUNK] for at in range(0, len(plain), CHUNK)] or [b""]
    sealed = [stream.encrypt(nonce(n, last=n == len(pieces) - 1), piece, None) for n, piece in enumerate(pieces)]
    return header + b" " + b64(mac(file_key, header)) + b"\n" + payload_nonce + b"".join(sealed)


def open_sealed(data: bytes, identity: str) -> bytes:
    head_end = data.index(b"\n---") + 4
    header, rest = data[:head_end], data[head_end + 1 :]
    told, body = rest.split(b"\n", 1)
    key = X25519PrivateKey.from_private_bytes(raw_of(identity))
    file_key = file_key_of(header, key)
    if unb64(told) != mac(file_key, header):
        raise ValueError("header changed")
    stream = ChaCha20Poly1305(stretch(file_key, body[:16], b"payload"))
    step = CHUNK + 16
    pieces = [body[at : at + step] for at in range(16, len(body), step)]
    opened = (stream.decrypt(nonce(n, last=n == len(pieces) - 1), piece, None) for n, piece in enumerate(pieces))
    return b"".join(opened)


def file_key_of(header: bytes, key: X25519PrivateKey) -> bytes:
    lines = header.split(b"\n")[1:-1]
    for place, line in enumerate(lines):
        if line.startswith(b"-> X25519 "):
            share = unb64(line.split(b" ")[2])
            shared = key.exchange(X25519PublicKey.from_public_bytes(share))
            wrap_key = stretch(shared, share + public(key), b"age-encryption.org/v1/X25519")
            return ChaCha20Poly1305(wrap_key).decrypt(bytes(12), unb64(lines[place + 1]), None)
    raise ValueError("not for this key")
