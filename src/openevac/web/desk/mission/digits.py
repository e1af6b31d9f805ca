"""Six digits before a yes: what stands on the screen may be somebody else's who went for tea."""

from __future__ import annotations

from django.http import HttpRequest

from openevac.domain.errors import InputError
from openevac.services.keys.pins import check_pin
from openevac.web.asking import who_sits
from openevac.web.hands import hands

_WHY_NOT = {
    "wrong": InputError("These are not your six digits.", "Type them again; five wrong tries ask for the shift lead.",
                        field="pin"),
    "wait": InputError("After wrong digits there is a wait.", "Try again in a few minutes.", field="pin"),
    "lead_needed": InputError("Five tries were wrong.", "Ask the shift lead to let you try again.", field="pin"),
}  # fmt: skip


def require_digits(request: HttpRequest) -> None:
    """Refuse a yes whose digits are not those of who is signed in."""
    who = who_sits(request)
    verdict = check_pin(who.organisation, who.code, request.POST.get("pin", ""), hands.clock)
    if verdict.value in _WHY_NOT:
        raise _WHY_NOT[verdict.value]
