"""A town at the end of one road: depot and shelter at its beginning, everything invented, nothing left to chance.

base === town      10 km of main road; the shelter stands beside the base
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from openevac.domain.needs import Needs
from openevac.domain.operation import Policy
from openevac.domain.places import LonLat, Place
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.situation import PlaceAccess, Situation
from openevac.domain.vehicles import Crew, Depot, Profile, VehicleType
from openevac.outlook.answer import Clearing
from openevac.outlook.asked import Fleet, PeopleToMove, Van, WorkingHours
from openevac.outlook.clearing import clearing
from openevac.roads.graph import RoadClass
from openevac.roads.region import Region
from openevac.routing.order import compute_order
from tests.hand_made import Road, hand_made_graph, to_degrees
from tests.planning.town import BUILT_AT
from tests.worlds import NOW, TOWN, at, small_town

GRAPH = hand_made_graph(
    {"base": (0, 0), "gate": (300, 0), "town": (10_000, 0)},
    [
        Road(start="base", end="gate", road_class=RoadClass.PRIMARY),
        Road(start="gate", end="town", road_class=RoadClass.PRIMARY),
    ],
)
REGION = Region(
    name="road end", graph=GRAPH, order=compute_order(GRAPH), border=small_town().border, built_at=BUILT_AT,
    places=(Place(katottg=TOWN, name_uk="Вигадане", position=to_degrees(10_000, 0)),), fingerprint="road-end",
)  # fmt: skip
CREW = Crew(id="crew", size=2, carriers=2, tw_early=at(3), tw_late=at(14))
MINIBUS = VehicleType(id="minibus", profile="van", seats=8)
AMBULANCE = VehicleType(id="ambulance", profile="van", seats=8, wheelchair_places=1, stretchers=1)
WALKING = (Needs(walks=1),)
MIXED = (Needs(walks=6, walks_with_help=2), Needs(wheelchairs=1), Needs(stretchers=1))


def van(name: str = "van-1", kind: VehicleType = MINIBUS, **changes: Any) -> Van:
    """Give a van at the base; two trips a day at the most."""
    plain = Van(
        id=name, kind=kind, profile=Profile(id="van"), depot=Depot(id="base", position=to_degrees(0, 0)), crew=CREW,
        max_trips=2,
    )  # fmt: skip
    return replace(plain, **changes)


def vans(count: int, **changes: Any) -> Fleet:
    """Give a fleet of vans of one kind."""
    return Fleet(vans=tuple(van(f"van-{number}", **changes) for number in range(count)))


def school(**changes: Any) -> Shelter:
    """Give the shelter beside the base, with beds for everybody."""
    plain = Shelter(id="school", position=to_degrees(300, 0), beds=Beds(ordinary=1000, no_stairs=100, care=100))
    return replace(plain, **changes)


FORTY = PeopleToMove(count=40, households=WALKING)
ONE_VAN, SCHOOL = vans(1), (school(),)
SIX_TO_FIVE = WorkingHours(early=time(6), late=time(17))
NO_POLICY = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question; `with_` changes parts of it, `answer` lets it be lived through."""

    situation: Situation = field(default_factory=lambda: small_town().situation)
    place: Place | LonLat = REGION.places[0]
    people: PeopleToMove = FORTY
    fleet: Fleet = ONE_VAN
    shelters: tuple[Shelter, ...] = SCHOOL
    hours: WorkingHours = SIX_TO_FIVE
    policy: Policy = NO_POLICY
    nights: int | None = None
    seed: int | None = None
    runs: int = 20
    now: datetime = NOW
    horizon_days: int = 60

    def with_(self, **changes: Any) -> Asked:
        """Change parts of the question; `count` stands for the number of people."""
        count = changes.pop("count", None)
        asked = replace(self, **changes)
        return asked if count is None else replace(asked, people=replace(asked.people, count=count))

    def with_situation(self, **changes: Any) -> Asked:
        """Change fields of the situation."""
        return replace(self, situation=replace(self.situation, **changes))

    def closed(self, **changes: Any) -> Asked:
        """Let the authorities close the town."""
        rule = PlaceAccess(katottg=TOWN, source="military administration", since=NOW, **changes)
        return self.with_situation(access=(rule,))

    def answer(self) -> Clearing:
        """Give the answer."""
        return clearing(
            REGION, self.situation, self.place, self.people, self.fleet, self.shelters, self.hours, now=self.now,
            seed=self.seed, runs=self.runs, policy=self.policy, nights=self.nights, horizon_days=self.horizon_days,
        )  # fmt: skip

    def days(self) -> tuple[int | None, ...]:
        """Give the days of every future."""
        return self.answer().each
