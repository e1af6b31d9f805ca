"""An office that works on the real services: anybody tries anything; what was accepted goes into the notebook."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from datetime import time, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import draw_code
from openevac.domain.events import Channel, Confirmation, ConfirmationKind
from openevac.domain.people import AgeBand
from openevac.domain.people import Evacuee as Person
from openevac.domain.places import Access
from openevac.domain.roles import Role
from openevac.services.kernel import command as kernel
from openevac.services.kernel.command import Order
from openevac.services.kernel.who import worker_of
from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet
from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
from openevac.store import models as m
from tests.services.cast import ORGANISATION
from tests.services.machine.notebook import Notebook
from tests.services.missions.country import PLACES, Town

KM = {"hill": 40.0, "mill": 6.0}
HOUSEHOLDS: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"age_band": AgeBand.ELDER},),
    ({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD}),
    ({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD}, {"age_band": AgeBand.INFANT}),
    ({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.ELDER, "cannot_decide": True}),
    ({"age_band": AgeBand.CHILD},),
)
FAMILIES = HOUSEHOLDS[1:3]
STRONG = (ConfirmationKind.COMMUNITY_LIST, ConfirmationKind.POLICE_OR_RED_CROSS)
SENTENCE = "I am alone tonight and nobody else can drive."
DESK, LEADERS = ("kateryna", "kateryna", "bohdan"), ("stepan", "bohdan")
VANS = {"van-1", "van-2"}
MOST_WAITING = 8


class Crash(Exception):  # noqa: N818 - it plays a plug that is pulled inside a transaction
    """The computer stops before the commit."""


class Office:
    """One organisation with two crews; `bohdan` both leads a crew and coordinates, as happens at night."""

    happenings: tuple[str, ...] = ()

    def __init__(self, town: Town, dice: Random) -> None:
        self.town, self.clock, self.dice = town, town.cast.clock, dice
        self.notebook = Notebook(now=self.clock.now())
        self.kept: set[str] = set()
        self.done: list[tuple[Callable[..., Any], Order, Any, Any]] = []
        self.counted: Counter[str] = Counter()
        self.trail: deque[str] = deque(maxlen=15)
        self._second_crew()
        m.FrontDistance.objects.filter(katottg=PLACES["mill"][0]).update(km=KM["mill"])
        self.entries = m.LogHead.objects.get(id=1).size

    def _second_crew(self) -> None:
        roles = [Role.COORDINATOR.value, Role.CREW_LEADER.value]
        m.Person.objects.create(organisation_id=ORGANISATION, code="bohdan", roles=roles, created_at=self.clock.now())
        crew = FleetCrew(
            code="leleka", vehicle="van-2", leader="bohdan", members=("bohdan",), hours_from=time(0),
            hours_until=time(23),
        )  # fmt: skip
        asked = KeepFleet(vehicles=(FleetVehicle(code="van-2", type="van", depot="base"),), crews=(crew,))
        keep_fleet(self.town.cast.order("kateryna"), asked)

    # --- doing

    def step(self, name: str, luck: int) -> None:
        """Let some time pass and one thing happen; `luck` decides all that it leaves open."""
        self.dice.seed(luck)
        self.clock.pass_time(minutes=self.dice.choice([1, 1, 5, 20]))
        self.notebook.now = self.clock.now()
        self.counted[name] += 1
        self.trail.append(name)
        getattr(self, name)()

    def do(self, service: Callable[..., Any], who: str, asked: Any) -> Any:
        """Send one command; None where it was refused. Now and then the plug is pulled first."""
        order = self.town.cast.order(who) if who != "worker" else self._worker()
        if self.dice.random() < 0.05:
            self._crash(service, order, asked)
        try:
            answer = service(order, asked)
        except InputError as fault:
            self.counted["refused"] += 1
            self.trail.append(f"    {who} {asked}: refused, {fault}")
            return None
        self.trail.append(f"    {who} {asked}: {answer}")
        self.entries += 1
        self.done.append((service, order, asked, answer))
        self.counted["carried out"] += 1
        return answer

    def _worker(self) -> Order:
        return Order(who=worker_of(ORGANISATION), command_id=uuid4(), clock=self.clock)

    def _crash(self, service: Callable[..., Any], order: Order, asked: Any) -> None:
        """Stop the program after everything was changed and before it is kept: nothing of it may stay."""
        before = fingerprint()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kernel, "append_entry", _pull_the_plug)
            try:
                service(order, asked)
            except (Crash, InputError):
                self.counted["crashes"] += 1
        assert fingerprint() == before, f"{service.__name__} left something behind when it stopped"

    def somebody_sends_it_again(self) -> None:
        if not self.done:
            return
        service, order, asked, answer = self.dice.choice(self.done[-40:])
        before = fingerprint()
        try:
            again = service(order, asked)
        except InputError as fault:
            raise AssertionError(f"{service.__name__} was refused the second time") from fault
        assert again == answer, f"{service.__name__} answered otherwise the second time"
        assert fingerprint() == before, f"{service.__name__} did it twice"
        self.counted["sent again"] += 1

    # --- finding

    def _some(self, many: int = 1) -> list[str]:
        waiting = list(
            m.EvacuationRequest.objects.filter(status="open").order_by("receipt").values_list("receipt", flat=True)
        )
        return self.dice.sample(waiting, min(many, len(waiting)))

    def _missions(self, *statuses: str) -> list[m.Mission]:
        rows = list(m.Mission.objects.filter(status__in=statuses).select_related("crew").order_by("code", "version"))
        return self.dice.sample(rows, min(1, len(rows)))

    def _doors(self, mission: m.Mission | None = None) -> list[tuple[m.Stop, str]]:
        rows = m.Stop.objects.filter(outcome="", request__isnull=False, trip__mission__status="dispatched")
        rows = rows if mission is None else rows.filter(trip__mission=mission)
        found = list(rows.select_related("request", "trip__mission__crew").order_by("code"))
        return [(one, one.trip.mission.code) for one in self.dice.sample(found, min(1, len(found)))]

    def _leader(self, row: m.Mission) -> str:
        return "stepan" if row.crew.code == "burevisnyk" else "bohdan"

    def _sign(self, receipt: str, kind: ConfirmationKind, source: str, age: timedelta) -> None:
        at = self.clock.now() - age
        sign = Sign(kind=kind, source=source, channel=Channel.PHONE, at=at)
        if self.do(confirm_request, "olena", ConfirmRequest(receipt=receipt, sign=sign)) is not None:
            told = Confirmation(kind=kind, at=at, source=source, channel=Channel.PHONE, recorded_by="olena")
            self.notebook.sign(receipt, told)

    def _people_of(self, receipt: str) -> tuple[Person, ...]:
        rows = m.Evacuee.objects.filter(household__requests__receipt=receipt).order_by("code")
        return tuple(
            Person(id=row.code, household=receipt, age_band=AgeBand(row.age_band), cannot_decide=row.cannot_decide)
            for row in rows
        )

    def _here(self, receipt: str) -> list[Person]:
        """Give who of a household is still to be fetched: the others went with an earlier van."""
        gone = ["aboard", "handed_over", "arrived", "housed", "left_onward"]
        rows = m.Evacuee.objects.filter(household__requests__receipt=receipt, status__in=gone)
        out = set(rows.values_list("code", flat=True))
        return [one for one in self._people_of(receipt) if one.id not in out]

    def _access(self, place: str) -> Access:
        known = [
            one.access for receipt, one in self.notebook.requests.items() if self.notebook.places[receipt] == place
        ]
        row = m.PlaceAccess.objects.filter(katottg=PLACES[place][0], replaced_at=None).order_by("-since").first()
        return known[0] if known else (Access(row.access) if row else Access.OPEN)


def drawn_by(dice: Random) -> Callable[[str, int], tuple[str, ...]]:
    """Give what draws people's codes from a seed, so that what was found once is found again with the same people."""
    return lambda _, count: tuple(draw_code(dice.randrange) for _ in range(count))


def fingerprint() -> tuple[Any, ...]:
    """Count what commands write, so that half a command would show."""
    counted = tuple(
        model.objects.count()
        for model in (m.EvacuationRequest, m.Evacuee, m.Confirmation, m.Hold, m.Mission, m.Stop, m.Consent, m.Boarding,
                      m.CheckIn, m.Delivery, m.CommandRecord, m.LedgerEntry, m.OverdueAlarm, m.PlaceAccess, m.Job)
    )  # fmt: skip
    versions = tuple(m.EvacuationRequest.objects.order_by("receipt").values_list("version", "status"))
    missions = tuple(m.Mission.objects.order_by("code", "version").values_list("status", "approved_by", "accepted_by"))
    return counted, versions, missions, m.LogHead.objects.get(id=1).size


def _pull_the_plug(said: object) -> int:
    raise Crash
