"""What was sealed to phones ends here as it ends there: at the hand-over, at a no, when the mission is closed."""

from __future__ import annotations

from openevac.domain.events import MissionStatus
from openevac.services.missions.packs import packs_of
from openevac.store.models import Mission, PackStop, Stop, Trip


def end_packs_of_trip(trip: Trip) -> None:
    """Let go of the people of a trip whose hand-over is done, whichever version they were sealed under."""
    households = Stop.objects.filter(trip=trip, request__isnull=False).values_list("request__household", flat=True)
    packs_of(trip.mission).filter(household__in=list(households)).delete()


def end_packs_with(mission: Mission) -> None:
    """Let go of what a version that is over had given out; a closed mission lets go of all its versions'."""
    if mission.status == MissionStatus.CLOSED.value:
        packs_of(mission).delete()
    elif mission.status == MissionStatus.REFUSED.value:
        PackStop.objects.filter(mission=mission).delete()
