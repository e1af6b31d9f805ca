"""What stands around every page: its language, who is signed in, and the pages this person may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from openevac.domain.roles import Role
from openevac.services.keys.shifts import see_shift
from openevac.services.opening import is_invented
from openevac.web.asking import actor_of, badge_of
from openevac.web.speaking import words_for

DESK = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.SHIFT_LEAD})
AT_RECEPTION = frozenset({Role.RECEPTION, Role.COORDINATOR, Role.OPERATOR, Role.DAY_BADGE})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One of the pages: where it is, what it is called, who has work there."""

    address: str
    title: str
    roles: frozenset[Role]


SIX_PAGES = (
    Leaf("/call/", "Call", frozenset({Role.OPERATOR})),
    Leaf("/requests/", "Requests", DESK),
    Leaf("/danger/", "Danger", DESK | {Role.CREW_LEADER}),
    Leaf("/mission/", "Mission", frozenset({Role.COORDINATOR, Role.SHIFT_LEAD, Role.CREW_LEADER})),
    Leaf("/now/", "Now", DESK),
    Leaf("/reception/", "Reception", AT_RECEPTION),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give what base.html shows; Django asks for it with every page."""
    words = words_for(request)
    found: dict[str, Any] = {"words": words, "language": words.language, "here": request.path}
    account: Any = getattr(request, "user", None)
    if account is not None and account.is_authenticated:
        roles = actor_of(request).roles
        found |= {
            "person": account.person.code,
            "organisation": account.organisation_id,
            "roles": roles,
            "leaves": [leaf for leaf in SIX_PAGES if leaf.roles & roles],
            "invented": is_invented(account.organisation_id),
            "shift_runs": Role.SHIFT_LEAD in roles and see_shift(account.organisation_id).keys_may_live,
        }
    elif account is not None and (badge := badge_of(request)) is not None:
        found |= {
            "person": badge.code,
            "badge": badge.code,
            "organisation": badge.organisation,
            "roles": frozenset({Role.DAY_BADGE}),
            "leaves": [leaf for leaf in SIX_PAGES if Role.DAY_BADGE in leaf.roles],
            "invented": is_invented(badge.organisation),
        }
    return found
