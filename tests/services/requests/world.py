"""A small town in the record: places with distances, requests as an operator types them, tags and sealed people."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from openevac.domain.events import Asker, Channel, ConfirmationKind
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from tests.services.cast import ORGANISATION, Cast

if TYPE_CHECKING:
    from openevac.services.requests.confirm_request import Judged
    from openevac.services.requests.new_request import RegisterRequest
    from openevac.services.requests.register_request import Registered

FAR_TOWN = "UA63080090010026457"
"""40 km from the line."""
MIDDLE_TOWN = "UA63080090020026458"
"""15 km."""
NEAR_TOWN = "UA63080090030026459"
"""4 km."""
UNMEASURED = "UA63080090040026460"
"""Nobody worked out how far."""
CORNER = LonLat(36.8021, 49.6113)


def tag(words: str) -> str:
    """Give an invented keyed tag."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def measured(cast: Cast) -> None:
    """Put the distances of the places into the record."""
    from openevac.store.models import FrontDistance

    for katottg, km in ((FAR_TOWN, 40.0), (MIDDLE_TOWN, 15.0), (NEAR_TOWN, 4.0)):
        FrontDistance.objects.create(
            organisation_id=ORGANISATION, katottg=katottg, km=km, measured_at=cast.clock.now(), rests_on="test"
        )


def call(**other: Any) -> RegisterRequest:
    """Give a request as it is typed in ten seconds: place, phone, how many."""
    from openevac.services.requests.new_request import RegisterRequest

    given: dict[str, Any] = {"needs": Needs(walks=2), "channel": Channel.PHONE, "katottg": FAR_TOWN}
    given |= {} if other.get("no_phone") else {"phone_tags": (tag("first phone"),)}
    return RegisterRequest(**(given | other))


def registered(cast: Cast, by: str = "olena", **other: Any) -> Registered:
    """Keep such a request."""
    from openevac.services.requests.register_request import register_request

    return register_request(cast.order(by), call(**other))


def several(cast: Cast, count: int, **other: Any) -> list[Registered]:
    """Keep some requests of different phones, asked by the people themselves."""
    return [
        registered(cast, **({"phone_tags": (tag(f"phone {n}"),), "asker": Asker.SELF} | other)) for n in range(count)
    ]


def signed(cast: Cast, receipt: str, kind: ConfirmationKind, source: str = "", by: str = "olena") -> Judged:
    """Add a sign from a source of its own."""
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request

    sign = Sign(kind=kind, source=source or f"source of {kind.value}", channel=Channel.PHONE)
    return confirm_request(cast.order(by), ConfirmRequest(receipt=receipt, sign=sign))
