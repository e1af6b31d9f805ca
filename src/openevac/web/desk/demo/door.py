"""Choosing who to be in a demonstration: signed in by one click, with the open passphrase that all of them share."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from openevac.domain.roles import Role
from openevac.services.keys.accounts import account_name
from openevac.services.keys.people import see_people
from openevac.services.opening import is_invented, only_organisation
from openevac.web.frame import SIX_PAGES
from openevac.web.hands import hands
from openevac.web.showing import shown

MORE = "/more/"


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Show the invented people, one button each."""
    organisation = _demonstration()
    found = [one for one in see_people(organisation) if not one.revoked]
    return shown(request, "demo/people.html", {"people": found, "day": hands.clock.now()})


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign one invented person in, open their names in the browser and go to the page of their work."""
    organisation = _demonstration()
    known = {one.code: one for one in see_people(organisation) if not one.revoked}
    chosen = known.get(request.POST.get("person", ""))
    if chosen is None:
        raise Http404
    account: Any = get_user_model().objects.get(username=account_name(organisation, chosen.code))
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    facts = {"passphrase": hands.demo_passphrase, "goes_to": _page_of(chosen.roles), "entering": chosen.code}
    return shown(request, "demo/enter.html", facts)


def _demonstration() -> str:
    """Give the invented organisation; nothing is here where people are real."""
    organisation = only_organisation()
    if not hands.demo_passphrase or organisation is None or not is_invented(organisation):
        raise Http404
    return organisation


def _page_of(roles: tuple[Role, ...]) -> str:
    return next((leaf.address for leaf in SIX_PAGES if leaf.roles & set(roles)), MORE)
