"""From a page to a service: who sits there, by which clock, and which command a form carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from openevac.domain.errors import InputError
from openevac.domain.roles import Action, Actor, Resource, ResourceKind
from openevac.rules.permissions import decide
from openevac.services.kernel.command import Order
from openevac.services.kernel.question import Asking
from openevac.services.kernel.who import Who, WhoKind, load_actor, local_day
from openevac.services.keys.badges import todays_badges
from openevac.web.hands import hands

Page = Callable[..., HttpResponse]


BADGE = "badge"
"""Where a session says that a day badge opened it: [organisation, code]."""


def who_sits(request: HttpRequest) -> Who:
    """Give the person who is signed in, or the day badge; only pages behind `signed_in` or `at_reception` may ask."""
    badge = badge_of(request)
    if badge is not None:
        return badge
    account: Any = request.user
    return Who(kind=WhoKind.PERSON, organisation=account.organisation_id, code=account.person.code)


_ACTOR = "openevac_actor"
"""Where one page keeps what its reader is trusted with: it asks many questions, and all at the same moment."""


def actor_of(request: HttpRequest) -> Actor:
    """Give what the person who is signed in is trusted with: read once for a page, and again after a command."""
    kept = vars(request)
    if _ACTOR not in kept:
        kept[_ACTOR] = load_actor(who_sits(request), hands.clock.now())
    known: Actor = kept[_ACTOR]
    return known


def asking(request: HttpRequest) -> Asking:
    """Give a question of the person who is signed in."""
    return Asking(who=who_sits(request), clock=hands.clock, known=actor_of(request))


def order(request: HttpRequest) -> Order:
    """Give a command of the person who is signed in.

    A form carries its id (`{% command_id %}`): sent twice, it does nothing twice. What comes after it on this page
    reads again what they are trusted with.
    """
    vars(request).pop(_ACTOR, None)
    return Order(who=who_sits(request), command_id=_command_id(request), clock=hands.clock)


def may(request: HttpRequest, action: Action, kind: ResourceKind) -> bool:
    """Tell whether the one table lets this person do something, so that a page offers only what is not refused."""
    actor = actor_of(request)
    return decide(actor, action, Resource(kind=kind, organisation=actor.organisation)).allowed


def badge_of(request: HttpRequest) -> Who | None:
    """Give the day badge somebody came in with, while its day lasts; a person signed in goes before it."""
    if request.user.is_authenticated or BADGE not in request.session:
        return None
    organisation, code = request.session[BADGE]
    good = code in todays_badges(organisation, local_day(hands.clock.now()))
    return Who(kind=WhoKind.BADGE, organisation=organisation, code=code) if good else None


def signed_in(page: Page) -> Page:
    """Let a page be seen only by somebody signed in; others are led to the door, and back.

    A day badge finds nothing here.
    """

    @wraps(page)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return page(request, *given, **named)
        if badge_of(request) is not None:
            raise Http404
        return _to_the_door(request)

    return guarded


def at_reception(page: Page) -> Page:
    """Let a page be seen by somebody signed in and by a day badge; what either may do, the services decide."""

    @wraps(page)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if request.user.is_authenticated or badge_of(request) is not None:
            return page(request, *given, **named)
        return _to_the_door(request)

    return guarded


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """Lead to the door; whose badge was of another day, to the door of badges."""
    if BADGE in request.session:
        return HttpResponseRedirect("/badge/")
    return HttpResponseRedirect(f"/sign-in/?next={request.path}")


def _command_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("command_id", ""))
    except ValueError:
        raise InputError(
            "The form carries no command id.", "Load the page again and repeat.", field="command_id"
        ) from None
