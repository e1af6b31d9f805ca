"""What a bystander wrote down while the services worked: plain facts for the oracle of the rules' own machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from openevac.domain.events import Confirmation
from openevac.domain.people import Consent, Evacuee
from openevac.domain.places import Access
from openevac.rules.care import Door
from tests.rules.life import Request, Seen

AS_IN_THE_RULES = {"kateryna": "coord", "bohdan": "boss", "olena": "oper", "stepan": "driver", "sashko": "medic"}
"""Our people under the names the oracle knows, with the same roles there."""


@dataclass
class Notebook:
    """Requests with signs and people, who said what, who rides: only what was seen to be accepted."""

    now: datetime
    requests: dict[str, Request] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    by_phone: list[Consent] = field(default_factory=list)
    said_no: dict[str, datetime] = field(default_factory=dict)
    aboard: dict[str, str] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    seen: Seen = field(default_factory=Seen)

    def asked(self, receipt: str, place: str, km: float, access: Access, people: tuple[Evacuee, ...]) -> None:
        """Somebody asked to be brought out."""
        self.places[receipt] = place
        self.requests[receipt] = Request(id=receipt, km=km, access=access, people=people)

    def sign(self, receipt: str, sign: Confirmation) -> None:
        """A sign was taken in."""
        self.requests[receipt].signs.append(sign)

    def entry(self, place: str, access: Access) -> None:
        """Who may enter a place has changed."""
        for receipt, where in self.places.items():
            if where == place:
                self.requests[receipt].access = access

    def left(self, mission: str, version: int, leader: str, trips: list[list[str]], held: set[str]) -> None:
        """A van left with these doors before it; `held`: which of them were on hold by the record."""
        then = tuple(
            tuple(replace(self.requests[one], signs=list(self.requests[one].signs)) for one in trip) for trip in trips
        )
        assert not held, f"{sorted(held)} were on hold when {mission} left"
        shut = [one for trip in trips for one in trip if self.requests[one].access is not Access.OPEN]
        assert not shut, f"{mission} left for {shut}, where no van of ours may enter"
        self.seen.left.append((mission, version, AS_IN_THE_RULES[leader], then, self.now))

    def boarded(self, mission: str, people: list[Evacuee], out_since: datetime) -> None:
        """People boarded at a door."""
        riding = frozenset({*self.aboard, *(one.id for one in people)})
        for person in people:
            door = Door(vehicle=mission, arrived_at=out_since, said_no=dict(self.said_no))
            self.seen.boarded.append((person, door, (*self.consents, *self.by_phone), riding))
        self.aboard |= {person.id: mission for person in people}

    def people(self) -> dict[str, Evacuee]:
        """Give everybody who was written down."""
        return {person.id: person for request in self.requests.values() for person in request.people}

    def riding(self, mission: str) -> list[str]:
        """Give who rides on a mission."""
        return sorted(name for name, where in self.aboard.items() if where == mission)

    def off(self, people: Iterable[str]) -> None:
        """Somebody does not ride any more."""
        for name in people:
            self.aboard.pop(name, None)

    def handed(self, people: Iterable[str]) -> None:
        """People were handed over: from now on they are somewhere, whatever else happens."""
        names = tuple(people)
        self.off(names)
        self.out.update(names)
