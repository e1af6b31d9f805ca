"""What may be the same request, while the operator is still typing: by number, phone, house, place and size."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.ids import require_katottg
from openevac.domain.needs import MobilityClass
from openevac.domain.places import LonLat, coarse, require_lonlat
from openevac.domain.receipts import parse_receipt
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.units import require_not_negative
from openevac.rules.duplicates import RequestFacts
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.requests.finding import load_request
from openevac.services.requests.new_request import require_tags
from openevac.services.requests.similar import Alike, Similar, alike_to, facts_of_kept, similar_to
from openevac.services.requests.typed import require_tag

_TYPING = "typing"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSoFar:
    """What stands in the form by now; everything may still be missing. `people` is 0 until somebody counted."""

    katottg: str = ""
    position: LonLat | None = None
    phone_tags: tuple[str, ...] = ()
    house_tag: str = ""
    people: int = 0
    mobility: dict[MobilityClass, int] | None = None
    receipts_named: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.katottg:
            require_katottg("katottg", self.katottg)
        if self.position is not None:
            require_lonlat("position", self.position)
        if self.house_tag:
            require_tag("house_tag", self.house_tag)
        require_tags("phone_tags", self.phone_tags)
        require_not_negative("people", self.people)
        for receipt in self.receipts_named:
            parse_receipt(receipt)


def find_similar(asking: Asking, typed: TypedSoFar) -> tuple[Similar, ...]:
    """Give at most 20 requests that may be the same, most likely first, each with reasons in words."""
    _allow(asking)
    return similar_to(asking.who.organisation, _facts(asking, typed))


def find_alike(asking: Asking, typed: TypedSoFar) -> tuple[Alike, ...]:
    """Give the same as `find_similar`, each with what was written down of it."""
    _allow(asking)
    return alike_to(asking.who.organisation, _facts(asking, typed))


def _facts(asking: Asking, typed: TypedSoFar) -> RequestFacts:
    return RequestFacts(
        id=_TYPING,
        received_at=asking.clock.now(),
        party_size=typed.people,
        katottg=typed.katottg,
        position=None if typed.position is None else coarse(typed.position),
        receipts=frozenset(parse_receipt(one) for one in typed.receipts_named),
        phone_tags=frozenset(typed.phone_tags),
        house_tag=typed.house_tag,
        mobility=typed.mobility or {},
    )


def find_similar_kept(asking: Asking, receipt: str) -> tuple[Similar, ...]:
    """Give at most 20 other requests that may be the same as one on record; pairs kept apart are left out."""
    _allow(asking)
    request = load_request(asking.who.organisation, receipt)
    repeats = set(request.repeats.values_list("receipt", flat=True))
    found = similar_to(asking.who.organisation, facts_of_kept(request))
    return tuple(one for one in found if one.receipt != request.receipt and one.receipt not in repeats)


def _allow(asking: Asking) -> None:
    resource = Resource(kind=ResourceKind.REQUEST, organisation=asking.who.organisation)
    allow_question(asking, Action.SEE_REQUESTS, resource)
