"""What we want of the sign-in library: nobody signs up, nobody gets mail, everybody lands where they were going."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest

from openevac.web.speaking import words_for

TOLD = {
    "mfa/messages/totp_activated.txt": "The app was added.",
    "mfa/messages/totp_deactivated.txt": "The app was taken away.",
    "mfa/messages/webauthn_added.txt": "The passkey was added.",
    "mfa/messages/webauthn_removed.txt": "The passkey was taken away.",
    "mfa/messages/recovery_codes_generated.txt": "New recovery codes were drawn.",
}
"""What the library would tell, in our words; what is not listed (signed in, signed out) shows by itself."""


class Doorkeeper(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made beside people by a shift lead; the door only lets in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's way
        """Tell that nobody makes an account at the door."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth's way
        extra_tags: str = "",  # noqa: ARG002 - allauth's way
        message: str | None = None,
    ) -> None:
        """Tell what was done to passkeys and codes; a bare message comes only from a passkey that was refused."""
        said = "This passkey was not accepted. Try again." if message else TOLD.get(message_template or "")
        if said:
            messages.add_message(request, level, words_for(request).say(said))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: there are no addresses here."""

    def send_notification_mail(self, *given: Any, **named: Any) -> None:
        """Send nothing: there are no addresses here."""
