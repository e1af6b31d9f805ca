"""How the sign-in secret is hashed: quickly, because a browser has already stretched the passphrase behind it."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class StretchedBefore(PBKDF2PasswordHasher):
    """PBKDF2 with few rounds: the secret is 256 bits out of Argon2id (`vault.sign_in`); guess it and you guess that."""

    algorithm = "stretched_before"
    iterations = 10_000
