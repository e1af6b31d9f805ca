"""The tiny country as missions know it: its region and situation from files, fleet, shelter and requests on record."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from openevac.domain.events import Asker, Channel, ConfirmationKind
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from openevac.domain.records import JobState
from openevac.domain.vehicles import Depot, Profile, VehicleType
from tests.cli.files import AT, HILL, MILL, write_country
from tests.services.cast import ORGANISATION, Cast

if TYPE_CHECKING:
    from openevac.services.missions.planning_files import PlanningGround
    from openevac.store.models import Mission

NOW = datetime.fromisoformat(AT)
"""The evening before."""
DAY = date(2025, 10, 15)
ITERATIONS = 20
__all__ = ["DAY", "HILL", "ITERATIONS", "MILL", "NOW", "Town", "ground", "settle"]
PLACES = {"mill": (MILL, LonLat(37.2, 49.5)), "hill": (HILL, LonLat(37.12, 49.44))}


@cache
def country_files() -> dict[str, str]:
    """Write the country once a session and build its pack; what an organisation names for planning."""
    from typer.testing import CliRunner

    from openevac.cli.main import build_app

    folder = Path(tempfile.mkdtemp(prefix="openevac-country-"))
    write_country(folder)
    arguments = ["region", "lines", folder / "roads.geojson", "--settlements", folder / "places.csv"]
    arguments += ["--border", folder / "border.geojson", "--home", "37.0,49.4", "--out", folder / "R"]
    result = CliRunner().invoke(build_app("en"), [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return {
        "region": str(folder / "R"),
        "situation": str(folder / "situation.toml"),
        "operation": str(folder / "operation.toml"),
    }


@cache
def ground() -> PlanningGround:
    """Open the country as the worker does."""
    from openevac.services.missions.planning_files import open_planning_files

    return open_planning_files(country_files(), NOW)


@dataclass
class Town:
    """The cast with a fleet and beds, on the evening before the mission."""

    cast: Cast

    def request(self, place: str = "hill", *, confirmed: bool = True, **needs: Any) -> str:
        """Take a request in and, if wanted, confirm it as far from the line; gives its receipt."""
        from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
        from openevac.services.requests.new_request import NewEvacuee, RegisterRequest
        from openevac.services.requests.register_request import register_request

        people = tuple(NewEvacuee(**person) for person in needs.pop("people", ()))
        katottg, position = PLACES[place]
        asked = RegisterRequest(
            needs=Needs(**(needs or {"walks": 1})),
            channel=Channel.PHONE,
            asker=Asker.SELF,
            katottg=katottg,
            position=position,
            phone_tags=(uuid4().hex,),
            people=people,
        )
        receipt = register_request(self.cast.order("olena"), asked).receipt
        if confirmed:
            sign = Sign(kind=ConfirmationKind.CALL_BACK, source=f"call {receipt}", channel=Channel.PHONE)
            confirm_request(self.cast.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))
        return receipt

    def ask(self, **choices: Any) -> UUID:
        """Ask for a plan of the next day and give the job."""
        from openevac.services.missions.plan_mission import ask_plan
        from openevac.services.missions.snapshot import PlanChoices

        given: dict[str, Any] = {"day": DAY, "iterations": ITERATIONS} | choices
        asked = PlanChoices(**given)
        return ask_plan(self.cast.order("kateryna"), asked).job

    def work(self, job: UUID) -> JobState:
        """Do the job as the worker does."""
        from openevac.services.missions.work_plan import work_plan

        given = ground()
        return work_plan(job, given.region, given.situation, given.policy, self.cast.clock)

    def planned(self, **choices: Any) -> tuple[str, ...]:
        """Ask, work, and give the codes of the missions."""
        from openevac.store.models import Job

        job = self.ask(**choices)
        state = self.work(job)
        row = Job.objects.get(id=job)
        assert state is JobState.DONE, row.fault
        return tuple(row.result["missions"])

    def approve(self, code: str, by: str = "kateryna", version: int = 1, **given: Any) -> Any:
        from openevac.services.missions.approve_mission import ApproveMission, approve_mission

        return approve_mission(self.cast.order(by), ApproveMission(mission=code, version=version, **given))

    def accept(self, code: str, by: str = "stepan", version: int = 1, **given: Any) -> Any:
        from openevac.services.missions.accept_mission import AcceptMission, accept_mission

        return accept_mission(self.cast.order(by), AcceptMission(mission=code, version=version, **given))

    def dispatch(self, code: str, by: str = "kateryna", version: int = 1) -> Any:
        from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission

        return dispatch_mission(self.cast.order(by), DispatchMission(mission=code, version=version))

    def on_the_road(self, code: str, version: int = 1) -> Mission:
        """Say both yeses and let the mission leave at its planned hour."""
        from openevac.store.models import Mission

        self.approve(code, version=version)
        self.accept(code, version=version)
        row = Mission.objects.get(code=code, version=version)
        if self.cast.clock.at < row.departs_at:
            self.cast.clock.pass_time(seconds=(row.departs_at - self.cast.clock.at).total_seconds())
        self.dispatch(code, version=version)
        row.refresh_from_db()
        return row

    def word(self, code: str, by: str = "stepan", **given: Any) -> Any:
        from openevac.services.missions.record_check_in import RecordCheckIn, record_check_in

        return record_check_in(self.cast.order(by), RecordCheckIn(mission=code, **given))


def settle(cast: Cast) -> Town:
    """Put distances, fleet and a shelter on record."""
    from openevac.store.models import FrontDistance, Shelter, ShelterUnit

    cast.clock.jump(seconds=(NOW - cast.clock.at).total_seconds())
    for katottg, _ in PLACES.values():
        FrontDistance.objects.create(
            organisation_id=ORGANISATION, katottg=katottg, km=40.0, measured_at=NOW, rests_on="test"
        )
    keep_two_vans(cast)
    shelter = Shelter.objects.create(organisation_id=ORGANISATION, code="transit", lon=37.0, lat=49.5)
    for kind, beds in (("ordinary", 20), ("no_stairs", 2), ("care", 1)):
        ShelterUnit.objects.create(organisation_id=ORGANISATION, shelter=shelter, code=kind, kind=kind, beds=beds)
    return Town(cast)


def keep_two_vans(cast: Cast) -> None:
    """Keep a depot, a kind of van, and one van; the second crew has a van only where a test gives it one."""
    from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet

    hours: dict[str, Any] = {"hours_from": time(5, 0), "hours_until": time(16, 0)}
    keep_fleet(
        cast.order("kateryna"),
        KeepFleet(
            depots=(Depot(id="base", position=LonLat(37.0, 49.5)),),
            profiles=(Profile(id="road"),),
            vehicle_types=(VehicleType(id="van", profile="road", seats=6, wheelchair_places=1, stretchers=1),),
            vehicles=(FleetVehicle(code="van-1", type="van", depot="base"),),
            crews=(FleetCrew(code="burevisnyk", vehicle="van-1", leader="stepan", members=("sashko",), **hours),),
        ),
    )
