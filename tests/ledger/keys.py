"""Keys of invented logs and witnesses."""

from __future__ import annotations

from hashlib import sha256

from openevac.ledger.note import KeyKind, SigningKey


def log_key(name: str = "openevac.example/kharkiv") -> SigningKey:
    return SigningKey(name, KeyKind.NOTE, sha256(f"log {name}".encode()).digest())


def witness_key(name: str = "witness.example/crew-3") -> SigningKey:
    return SigningKey(name, KeyKind.COSIGNATURE, sha256(f"witness {name}".encode()).digest())
