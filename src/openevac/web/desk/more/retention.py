"""What is kept, for what, until when; what the next round removes, by number; and the way to erase one household."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.roles import Action, ResourceKind
from openevac.rules.retention import RULES
from openevac.services.work.see_retention import see_retention
from openevac.web.asking import asking, may, signed_in
from openevac.web.showing import shown


@require_safe
@signed_in
def retention(request: HttpRequest) -> HttpResponse:
    """Show the table that the models make, and the rounds."""
    seen = see_retention(asking(request))
    facts = {
        "seen": seen,
        "kinds": [(kind, RULES[kind.expiry].why) for kind in seen.kinds],
        "may_erase": may(request, Action.ERASE_PERSON, ResourceKind.PERSON),
    }
    return shown(request, "more/retention.html", facts)
