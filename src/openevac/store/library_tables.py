"""The tables that libraries keep beside ours: what each is for, and what of it a thief could use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.apps import apps

LIBRARY_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "ContentType": "names of our tables; about nobody",
        "Permission": "empty lists of a rights system we do not use; about nobody",
        "Group": "the same; empty",
        "Session": "who is signed in where, until the browser closes or 16 hours: a random key, a person's account; "
        "and how often a sign-in was tried lately: a keyed hash and moments",
        "EmailAddress": "empty: nobody has an address here",
        "EmailConfirmation": "empty: the same",
        "Authenticator": "second factors of those who work here: public keys of passkeys, secrets of code generators",
    }
)
"""One sentence for each; rows go with the account, sessions by themselves. Backups leave all of them out."""


def undeclared() -> tuple[str, ...]:
    """Give the tables of libraries that nobody has said anything about."""
    found = {model.__name__ for model in apps.get_models() if model._meta.app_label != "store"}
    return tuple(sorted(found - set(LIBRARY_TABLES)))
