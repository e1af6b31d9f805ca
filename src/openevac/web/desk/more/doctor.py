"""How the program is: each part with its state in words and what to do, as `openevac doctor --record` says it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.config import read_config
from openevac.rules.health import Health
from openevac.services.work.see_health import House, see_health
from openevac.web.asking import asking, signed_in
from openevac.web.showing import shown


@require_safe
@signed_in
def doctor(request: HttpRequest) -> HttpResponse:
    """Show every part, what is bad first."""
    home = read_config().home
    signs = see_health(asking(request), House(home=home, certificate=home / "tls" / "pages.pem"))
    worst_first = sorted(signs, key=lambda sign: (Health.BAD, Health.NOTE, Health.GOOD).index(sign.health))
    facts = {"signs": worst_first, "bad": sum(sign.health is Health.BAD for sign in signs)}
    return shown(request, "more/doctor.html", facts)
