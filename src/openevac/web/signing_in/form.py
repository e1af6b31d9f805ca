"""The form at the door: a code word and a secret that the browser made."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm

from openevac.services.keys.accounts import account_name
from openevac.services.opening import only_organisation


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Finds the account by code word where there is one organisation, else by "organisation/code"."""

    @property
    def organisation(self) -> str:
        """Give the code of the only organisation, of which the browser makes the secret; empty where it is typed."""
        return only_organisation() or ""

    def clean_login(self) -> Any:
        """Give the full name of the account."""
        typed = self.cleaned_data["login"].strip().lower()
        organisation = only_organisation()
        return typed if "/" in typed or organisation is None else account_name(organisation, typed)
