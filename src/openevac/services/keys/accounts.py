"""Accounts for the pages: made beside a person, taken away with them."""

from __future__ import annotations

import re

from django.contrib.auth.hashers import make_password

from openevac.domain.errors import InputError
from openevac.store.models import Account, Person

_SECRET = re.compile(r"[0-9a-f]{64}")


def account_name(organisation: str, code: str) -> str:
    """Give the name an account is found by: the same code word may be used in two organisations."""
    return f"{organisation}/{code}"


def keep_account(person: Person, sign_in: str) -> None:
    """Keep what a person signs in with, in the place of an earlier one; nothing is made without a secret."""
    if not sign_in:
        return
    if not _SECRET.fullmatch(sign_in):
        raise InputError(
            "This is not the secret a client makes of a passphrase.",
            "Make it with `vault.sign_in`, or let the pages make it.",
            field="sign_in",
        )
    Account.objects.update_or_create(
        person=person,
        defaults={
            "organisation": person.organisation,
            "username": account_name(person.organisation_id, person.code),
            "password": make_password(sign_in),
        },
    )


def drop_account(person: Person) -> None:
    """Take the account away; every page that is open with it asks to sign in again."""
    Account.objects.filter(person=person).delete()
