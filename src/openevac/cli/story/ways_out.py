"""Points where people are met and relays where they change vehicles: put on the record as a coordinator would."""

from __future__ import annotations

from openevac.cli.story.scene import Scene
from openevac.domain.operation import Operation

WORD_OF = "екіпаж 1, об’їхав напередодні"
"""On whose invented word two vehicles may stand at a relay."""


def keep_ways_out(scene: Scene, ground: Operation) -> None:
    """Keep the meeting points and relays of the ground; whether a plan uses one, the planner decides."""
    from openevac.domain.units import SECONDS_PER_MINUTE
    from openevac.services.danger.keep_meeting_point import KeepMeetingPoint, keep_meeting_point
    from openevac.services.danger.keep_relay import KeepRelay, keep_relay

    for point in ground.meeting_points:
        asked = KeepMeetingPoint(code=point.id, position=point.position, katottg=point.katottg)
        keep_meeting_point(scene.cast.order("kateryna"), asked)
    for relay in ground.relays:
        minutes = relay.unloading_s / SECONDS_PER_MINUTE
        kept = KeepRelay(
            code=relay.id, position=relay.position, katottg=relay.katottg, source=WORD_OF, unloading_min=minutes
        )
        keep_relay(scene.cast.order("kateryna"), kept)
