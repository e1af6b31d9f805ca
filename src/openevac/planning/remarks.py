"""What a person should know before trusting a plan: what is missing, old or assumed, and who must walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openevac.domain.missions import Mission, Remark
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
        *survey.remarks,
        *_walks(missions),
        *_no_code(survey),
        *_assumptions(prepared),
    )


def _walks(missions: Iterable[Mission]) -> Iterator[Remark]:
    for stop in (stop for mission in missions for trip in mission.trips for stop in trip.stops):
        if stop.at.snap_m > FAR_M:
            yield Remark(
                text="The van halts {metres} m from the door of {request}: people walk that far, or are carried.",
                facts={"metres": int(round(stop.at.snap_m, -1)), "request": stop.request},
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
