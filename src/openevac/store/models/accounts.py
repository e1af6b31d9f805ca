"""How somebody who works here signs in to the pages: one account for each person, and nothing about them in it."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from openevac.store.kept import STAFF, STAFF_KEY
from openevac.store.models.organisations import OfOrganisation, Person


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by what is typed at the door, and whose they are with them: no page asks for one alone."""

    def get_queryset(self) -> models.QuerySet[Account]:
        """Give accounts with their people."""
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> Account:
        """Give the account of one name; Django asks this way."""
        return self.get(username=username)


class Account(OfOrganisation, AbstractBaseUser):
    """What a person shows at the door. The browser stretches their passphrase first, so it never comes here."""

    person = STAFF(
        models.OneToOneField(Person, on_delete=models.CASCADE, related_name="account"), "who signs in with it"
    )
    username = STAFF(models.CharField(max_length=140, unique=True), "organisation and code word")
    password = STAFF_KEY(models.CharField(max_length=128), "hash of what the browser made of the passphrase")
    last_login = None

    USERNAME_FIELD = "username"
    objects = Accounts()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a column in Django; here the person's own state decides
        """Tell whether the person still works here."""
        return self.person.revoked_at is None
