"""What a person shows at the door of the pages: made from their passphrase in the browser, so no server ever sees it.

The same passphrase opens the person's own key (`vault.keys`), with another salt: who reads one of them off the wire or
out of the database cannot make the other of it without guessing the passphrase at full cost.
"""

from __future__ import annotations

from hashlib import sha256

from openevac.vault.stretching import SALT_BYTES, STANDARD_COST, stretch

LABEL = "openevac sign-in 1"


def sign_in_secret(organisation: str, person: str, passphrase: str) -> str:
    """Give the secret (64 hexadecimal digits) that signs one person in. The browser has a twin of this function."""
    return stretch(passphrase, sign_in_salt(organisation, person), STANDARD_COST).hex()


def sign_in_salt(organisation: str, person: str) -> bytes:
    """Give the salt: of one person of one organisation, so that equal passphrases do not look equal."""
    return sha256(f"{LABEL}\n{organisation}\n{person}".encode()).digest()[:SALT_BYTES]
