"""A record of a long war: requests, signs, tags, holds, missions, doors and alarms as bulk rows, in real proportions.

Import it after Django was set up.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from openevac.domain.places import LonLat, coarse
from openevac.domain.receipts import receipt_of
from openevac.services.requests.placing import place_columns
from openevac.store import models as m

OURS = "dopomoha"
PLACES = 60
STATUSES = {
    "open": 14, "on_mission": 3, "aboard": 1, "handed_over": 54, "left_by_themselves": 10, "taken_by_another": 5,
    "refused": 5, "wrong_address": 2, "referred": 1, "linked": 5,
}  # fmt: skip
"""How many of a hundred requests stand where, after months of work: most are out."""
WAITING = {"open", "on_mission", "aboard"}
BATCH = 2000


def katottg_of(number: int) -> str:
    """Give the code of an invented settlement."""
    return f"UA6308{number:05}00{26000 + number:06}"


def phone_of(number: int) -> str:
    """Give the tag of a request's phone; one in thirty shares it with an earlier one."""
    shared = number - number % 30 if number % 30 == 7 else number
    return sha256(f"phone {shared}".encode()).hexdigest()[:32]


class Rows:
    """Writes the rows of one organisation; the same seed gives the same record."""

    def __init__(self, requests: int, missions: int, now: datetime, seed: int = 1) -> None:
        self.requests, self.missions, self.now = requests, missions, now
        self.dice = Random(seed)
        self.ours = {"organisation_id": OURS}

    def write(self) -> None:
        """Write everything."""
        self._places()
        made = self._requests()
        self._signs_and_tags(made)
        self._holds([one for one in made if one.status == "open"])
        self._missions(made)
        # Whose number comes next when somebody rings now.
        m.Organisation.objects.filter(id=OURS).update(next_receipt=self.requests + 10)

    def _uuid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def _places(self) -> None:
        for number in range(PLACES):
            katottg = katottg_of(number)
            m.FrontDistance.objects.create(
                **self.ours, katottg=katottg, km=4.0 + number, measured_at=self.now, rests_on="the line of today"
            )
            if number % 10 == 0:
                m.PlaceAccess.objects.create(
                    **self.ours, katottg=katottg, access="armoured_only", source="police", since=self.now,
                    set_by="kateryna",
                )  # fmt: skip

    def _requests(self) -> list[m.EvacuationRequest]:
        homes = [m.Household(id=self._uuid(), **self.ours, created_at=self.now) for _ in range(self.requests)]
        m.Household.objects.bulk_create(homes, BATCH)
        made = [self._request(number, home) for number, home in enumerate(homes)]
        m.EvacuationRequest.objects.bulk_create(made, BATCH)
        people = [self._person(number, one) for number, one in enumerate(made)]
        m.Evacuee.objects.bulk_create(people, BATCH)
        return made

    def _request(self, number: int, home: m.Household) -> m.EvacuationRequest:
        dice = self.dice
        place = min(int(dice.expovariate(0.08)), PLACES - 1)
        where = LonLat(36.0 + place * 0.05 + dice.gauss(0, 0.02), 49.0 + place * 0.02 + dice.gauss(0, 0.015))
        received = self.now - timedelta(minutes=dice.randrange(1, 60 * 24 * 300))
        (status,) = dice.choices(list(STATUSES), list(STATUSES.values()))
        placed: dict[str, Any] = place_columns(katottg_of(place), coarse(where) if number % 4 else None)
        return m.EvacuationRequest(
            id=self._uuid(),
            **self.ours,
            household=home,
            receipt=receipt_of(number),
            status=status,
            channel=dice.choice(["phone", "phone", "chat", "form"]),
            asker=dice.choice(["self", "relative", "relative", "neighbour"]),
            received_at=received,
            registered_by="olena",
            **placed,
            front_km=4.0 + place,
            walks=dice.choice([1, 1, 2, 2, 3, 5]),
            walks_with_help=int(dice.random() < 0.15),
            wheelchairs=int(dice.random() < 0.04),
            stretchers=int(dice.random() < 0.06),
            priority=dice.choices(["planned", "first", "urgent"], [80, 15, 5])[0],
            verdict=dice.choices(["needs", "confirmed", "check_address_only"], [60, 35, 5])[0],
            ring_again_at=received + timedelta(days=7) if number % 11 == 0 else None,
            changed_at=received,
            closed_at=None if status in WAITING else received + timedelta(days=3),
        )

    def _person(self, number: int, request: m.EvacuationRequest) -> m.Evacuee:
        status = {"aboard": "aboard", "handed_over": "handed_over"}.get(request.status, "waiting")
        return m.Evacuee(
            id=self._uuid(), **self.ours, household_id=request.household_id, code=f"Х{number:07}", mobility="walks",
            status=status,
        )  # fmt: skip

    def _signs_and_tags(self, made: list[m.EvacuationRequest]) -> None:
        signs, tags = [], []
        for number, one in enumerate(made):
            for kind in self.dice.sample(["call_back", "community_list", "second_channel"], self.dice.randrange(3)):
                signs += [self._sign(number, one, kind)]
            house = sha256(f"house {number}".encode()).hexdigest()[:32]
            tags.append(m.RequestTag(request=one, organisation=OURS, kind="phone", tag=phone_of(number)))
            tags.append(m.RequestTag(request=one, organisation=OURS, kind="house", tag=house))
        m.Confirmation.objects.bulk_create(signs, BATCH)
        m.RequestTag.objects.bulk_create(tags, BATCH)

    def _sign(self, number: int, request: m.EvacuationRequest, kind: str) -> m.Confirmation:
        return m.Confirmation(
            id=self._uuid(), **self.ours, request=request, kind=kind, at=self.now - timedelta(days=number % 40),
            source=f"source {number}", channel="phone", recorded_by="olena",
        )  # fmt: skip

    def _holds(self, waiting: list[m.EvacuationRequest]) -> None:
        held = [one for number, one in enumerate(waiting) if number % 20 == 0]
        m.Hold.objects.bulk_create(
            [
                m.Hold(
                    id=self._uuid(), **self.ours, request=one, reason="address_unclear", owner="olena", since=self.now,
                    rings_at=self.now + timedelta(hours=2),
                )
                for one in held
            ],
            BATCH,
        )  # fmt: skip

    def _missions(self, made: list[m.EvacuationRequest]) -> None:
        fleet = _Fleet(self.ours)
        aboard = [one for one in made if one.status == "aboard"]
        promised = [one for one in made if one.status == "on_mission"]
        done = [one for one in made if one.status == "handed_over"]
        rows = [self._mission(number, fleet) for number in range(self.missions)]
        m.Mission.objects.bulk_create(rows, BATCH)
        trips = [self._trip(row, fleet) for row in rows]
        m.Trip.objects.bulk_create(trips, BATCH)
        stops, boardings = [], []
        for number, trip in enumerate(trips):
            over = trip.mission.status == "closed"
            for place in range(4):
                source = done if over else (aboard if place == 0 and trip.mission.status == "dispatched" else promised)
                if not source:
                    continue
                request = source[(number * 4 + place) % len(source)]
                stop = self._stop(trip, place, request, over=over or request.status == "aboard")
                stops.append(stop)
                if stop.outcome == "boarded":
                    boardings.append(self._boarding(stop, request))
        m.Stop.objects.bulk_create(stops, BATCH)
        m.Boarding.objects.bulk_create([one for one in boardings if one is not None], BATCH, ignore_conflicts=True)
        self._words(rows)

    def _mission(self, number: int, fleet: _Fleet) -> m.Mission:
        left = self.missions - number
        status = "planned" if left <= 10 else ("dispatched" if left <= 40 else "closed")
        departs = self.now - timedelta(hours=2) if status != "closed" else self.now - timedelta(days=left / 3)
        out = status == "dispatched"
        return m.Mission(
            id=self._uuid(),
            **self.ours,
            code=f"В-{number + 1}",
            plan=fleet.plan,
            status=status,
            vehicle=fleet.vehicles[number % len(fleet.vehicles)],
            crew=fleet.crews[number % len(fleet.crews)],
            departs_at=departs,
            returns_at=departs + timedelta(hours=6),
            dispatched_at=None if status == "planned" else departs,
            next_contact_at=self.now + timedelta(minutes=number % 90 - 30) if out else None,
            last_contact_at=self.now - timedelta(minutes=number % 60) if out else None,
            last_lon=36.5 if out else None,
            last_lat=49.5 if out else None,
        )

    def _trip(self, row: m.Mission, fleet: _Fleet) -> m.Trip:
        over = row.departs_at + timedelta(hours=4) if row.status == "closed" else None
        return m.Trip(
            id=self._uuid(), **self.ours, mission=row, number=1, shelter=fleet.shelter, departs_at=row.departs_at,
            arrives_at=row.departs_at + timedelta(hours=4), handed_over_at=over,
        )  # fmt: skip

    def _stop(self, trip: m.Trip, place: int, request: m.EvacuationRequest, *, over: bool) -> m.Stop:
        return m.Stop(
            id=self._uuid(), **self.ours, trip=trip, number=place + 1, code=f"{trip.mission.code}.1.{place + 1}",
            request=request, arrives_at=trip.departs_at + timedelta(hours=1), service_s=300.0,
            outcome=self._outcome() if over else "", outcome_at=trip.departs_at if over else None,
        )  # fmt: skip

    def _outcome(self) -> str:
        return "boarded" if self.dice.random() < 0.95 else "not_at_home"

    def _boarding(self, stop: m.Stop, request: m.EvacuationRequest) -> m.Boarding | None:
        person = m.Evacuee(id=self._people.get(request.household_id)) if self._people else None
        if person is None or person.id is None:
            return None
        handed = None if request.status == "aboard" else stop.arrives_at
        return m.Boarding(
            id=self._uuid(), **self.ours, evacuee=person, stop=stop, boarded=True, at=stop.arrives_at,
            handed_over_at=handed,
        )  # fmt: skip

    @property
    def _people(self) -> dict[UUID, UUID]:
        if not hasattr(self, "_known"):
            self._known = dict(m.Evacuee.objects.values_list("household_id", "id"))
        return self._known

    def _words(self, rows: list[m.Mission]) -> None:
        words, alarms = [], []
        for number, row in enumerate(rows):
            for step in range(6):
                at = row.departs_at + timedelta(minutes=20 * step)
                words.append(
                    m.CheckIn(
                        id=self._uuid(), **self.ours, mission=row, kind="we_are_here", at=at, recorded_at=at,
                        recorded_by="olena",
                    )
                )  # fmt: skip
            if number % 8 == 0:
                answered = None if row.status == "dispatched" else row.departs_at
                alarms.append(
                    m.OverdueAlarm(
                        id=self._uuid(), **self.ours, mission=row, level="amber", raised_at=row.departs_at,
                        answered_at=answered,
                    )
                )  # fmt: skip
        m.CheckIn.objects.bulk_create(words, BATCH)
        m.OverdueAlarm.objects.bulk_create(alarms, BATCH)


class _Fleet:
    """Twelve vans with their crews, one shelter and the plan they all came from."""

    def __init__(self, ours: dict[str, Any]) -> None:
        depot = m.Depot.objects.create(**ours, code="base", lon=36.2, lat=49.9)
        kind = m.VehicleType.objects.create(**ours, code="van", holds={"seats": 6})
        self.vehicles = [
            m.Vehicle.objects.create(**ours, code=f"van-{number}", type=kind, depot=depot) for number in range(12)
        ]
        self.crews = [
            m.Crew.objects.create(**ours, code=f"crew-{number}", vehicle=van, hours_from="05:00", hours_until="16:00")
            for number, van in enumerate(self.vehicles)
        ]
        stepan = m.Person.objects.get(**ours, code="stepan")
        m.CrewMember.objects.bulk_create(
            [m.CrewMember(**ours, crew=crew, person=stepan, leads=True) for crew in self.crews]
        )
        self.shelter = m.Shelter.objects.create(**ours, code="transit", lon=36.0, lat=50.0)
        at = datetime.fromisoformat("2025-05-01T00:00:00+00:00")
        self.plan = m.PlanRecord.objects.create(
            **ours, made_at=at, made_for=at.date(), asked_by="kateryna", snapshot="s", body=b""
        )
