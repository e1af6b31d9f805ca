"""`openevac way --hinges`: which numbers of the exposure profile the choice between the two ways hangs on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from openevac.cli.session import Session

if TYPE_CHECKING:
    from openevac.domain.vehicles import Profile
    from openevac.hazards.field import HazardField
    from openevac.hazards.sensitivity import DrivenWay, Hinge
    from openevac.roads.graph import RoadGraph
    from openevac.routing.path import Path as RoadPath
    from openevac.routing.ways import Ways
    from openevac.routing.weights import RoadWeights

MOST_SHOWN = 8


def find_hinges(
    graph: RoadGraph, field: HazardField, weights: RoadWeights, ways: Ways, vehicle: Profile, moment: datetime
) -> tuple[Hinge, ...]:
    """Compare the fastest with the least dangerous way, each number of the profile moved over its own range."""
    from openevac.hazards.sensitivity import hinges

    if ways.fastest == ways.least_dangerous:
        return ()
    first, second = (driven_way(graph, weights, path) for path in (ways.fastest, ways.least_dangerous))
    return hinges(field, graph, first, second, moment, armoured=vehicle.armoured)


def driven_way(graph: RoadGraph, weights: RoadWeights, path: RoadPath) -> DrivenWay:
    """Give the stretches of a path and the seconds spent on each; the first and the last are driven in part."""
    import numpy as np

    from openevac.hazards.sensitivity import DrivenWay

    stretches = np.asarray(graph.arc_stretch[list(path.arcs)])
    share = np.ones(len(stretches))
    share[0] -= path.start_fraction
    share[-1] -= 1.0 - path.end_fraction
    seconds = weights.time_s[stretches] * np.maximum(share, 0.0)
    return DrivenWay(stretches=tuple(stretches.tolist()), seconds=tuple(seconds.tolist()))


def tell_hinges(session: Session, found: tuple[Hinge, ...]) -> None:
    """Show the numbers that move the comparison most, those that turn it first."""
    words = session.words
    if not found:
        session.say("There is one way only, or no number moves the comparison.", style="dim")
        return
    session.say("Fastest against least dangerous way: what the comparison hangs on", style="bold")
    headings = tuple(words.say(heading) for heading in ("number", "at its low end", "now", "at its high end", "turns"))
    rows = [
        (
            hinge.key,
            *(f"{words.number(value, 2)}×" for value in (hinge.at_low, hinge.at_value, hinge.at_high)),
            words.say("yes") if hinge.turns else words.say("no"),
        )
        for hinge in found[:MOST_SHOWN]
    ]
    session.table(headings, rows, numbers=(1, 2, 3))


def hinge_facts(found: tuple[Hinge, ...]) -> list[dict[str, Any]]:
    """Give the same for machines."""
    return [
        {"key": one.key, "at_low": one.at_low, "at_value": one.at_value, "at_high": one.at_high, "turns": one.turns}
        for one in found
    ]
