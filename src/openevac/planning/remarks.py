"""What a person should know before trusting a plan: what is missing, old or assumed, and who must walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openevac.domain.missions import Mission, Remark
from openevac.hazards.closures import closed_stretches
from openevac.hazards.rests_on import warnings
from openevac.planning.assemble import Frame
from openevac.planning.prepare import Prepared
from openevac.planning.survey import Survey

FAR_M = 300.0
"""A halt farther than this from the door is said: people must walk, or be carried, to the vehicle."""


def remarks_on(prepared: Prepared, missions: Iterable[Mission], frame: Frame) -> tuple[Remark, ...]:
    """Give the remarks of a plan, gravest first."""
    survey = prepared.survey
    hours = survey.ground.hours_after(survey.zero)
    return (
        *warnings(survey.ground.situation, frame.made_at, hours),
        *survey.ground.field.remarks,
        *closed_stretches(survey.ground.field, survey.ground.graph, survey.when.at).remarks,
        *survey.remarks,
        *_walks(missions),
        *_no_code(survey),
        *_assumptions(prepared),
    )


def _walks(missions: Iterable[Mission]) -> Iterator[Remark]:
    stops = [stop for mission in missions for trip in mission.trips for stop in trip.stops]
    far = sorted((stop for stop in stops if stop.at.snap_m > FAR_M), key=lambda stop: -stop.at.snap_m)
    if far:
        yield Remark(
            text="Vehicles halt far from these doors, and people walk that far or are carried: {doors}.",
            facts={"doors": ", ".join(f"{stop.request} ({round(stop.at.snap_m, -1):.0f} m)" for stop in far)},
        )


def _no_code(survey: Survey) -> Iterator[Remark]:
    rules = survey.ground.situation.access or any(curfew.places for curfew in survey.ground.situation.curfews)
    unnamed = [request.id for request in survey.operation.requests if not request.katottg]
    if rules and unnamed:
        yield Remark(
            text="These requests name no settlement, so access and curfews of places were not asked for them: "
            "{requests}.",
            facts={"requests": ", ".join(unnamed)},
        )


def _assumptions(prepared: Prepared) -> Iterator[Remark]:
    if prepared.survey.vehicles:
        yield Remark(
            text="Ways were chosen for the danger at {at}, the worst hour of departure, with {people} people thought "
            "aboard; exposures are counted at the time of each drive.",
            facts={"at": prepared.survey.when.at.isoformat(), "people": prepared.problem.people_assumed},
        )
