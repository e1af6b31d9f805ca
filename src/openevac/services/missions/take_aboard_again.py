"""Taking people aboard again at a relay: nobody came for them, so the crew that brought them drives them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import CheckInKind, MissionStatus
from openevac.domain.people import EvacueeStatus
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.at_relay import standing_at_relay
from openevac.services.missions.finding import running_version
from openevac.services.missions.record_check_in import keep_word, require_heard
from openevac.services.missions.states import WHAT_NEXT
from openevac.services.missions.turn_back import come_home
from openevac.store.models import Boarding, Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAboardAgain:
    """The mission whose people stand at a relay and ride with it again; `at`: when, if not now."""

    mission: str
    at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAgain:
    """Who rides again, by code, and where the mission stands."""

    mission: str
    status: MissionStatus
    people: tuple[str, ...]


def take_aboard_again(order: Order, asked: TakeAboardAgain) -> TakenAgain:
    """Record that everybody who still waits at the relay rides with the mission that brought them."""
    return carry_out(order, Action.RECORD_STOP, asked, TakenAgain, _take)


def _take(doing: Doing, asked: TakeAboardAgain) -> TakenAgain:
    mission = running_version(doing, asked.mission)
    require_heard(Action.RECORD_STOP, mission)
    standing = list(standing_at_relay(mission).select_related("evacuee", "stop").order_by("at", "id"))
    if not standing:
        raise refuse(Remark(text="Nobody whom this mission brought waits at a relay."), WHAT_NEXT)
    for boarding in standing:
        boarding.evacuee.status = EvacueeStatus.ABOARD.value
        boarding.evacuee.save(update_fields=("status",))
    Boarding.objects.filter(id__in=[one.id for one in standing]).update(handed_over_at=None)
    # Heads are counted anew where they get off now.
    trips = Trip.objects.filter(id__in={one.stop.trip_id for one in standing})
    trips.update(handed_over_at=None, counted=None, count_note="")
    if mission.status == MissionStatus.HANDED_OVER.value:
        come_home(doing, mission, asked.at)
    keep_word(doing, mission, CheckInKind.WE_ARE_HERE, asked.at)
    people = tuple(one.evacuee.code for one in standing)
    doing.say(f"mission:{mission.code}", aboard_again=len(people), status=mission.status)
    return TakenAgain(mission=mission.code, status=MissionStatus(mission.status), people=people)
