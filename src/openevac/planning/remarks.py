"""What a person should know before trusting a plan: what is missing, old or assumed, and who must walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openevac.domain.missions import Mission
from openevac.domain.remarks import Remark
from openevac.hazards.closures import closed_stretches
from openevac.hazards.rests_on import warnings
from openevac.planning.assemble import Frame
from openevac.planning.coverage_said import coverage_said
from openevac.planning.prepare import Prepared
from openevac.planning.survey import Survey
from openevac.planning.walking import said_m

FAR_M = 300.0
"""A halt farther than this from the door is said: people must walk, or be carried, to the vehicle."""


def remarks_on(
    prepared: Prepared, missions: Iterable[Mission], frame: Frame, *, again: bool = False
) -> tuple[Remark, ...]:
    """Give the remarks of a plan, gravest first. `again`: the day is planned again, and ways are kept from before."""
    survey, missions = prepared.survey, tuple(missions)
    hours = survey.ground.hours_after(survey.zero)
    return (
        *warnings(survey.ground.situation, frame.made_at, hours),
        *survey.ground.field.remarks,
        *closed_stretches(survey.ground.field, survey.ground.graph, survey.when.at).remarks,
        *survey.remarks,
        *_walks(missions),
        *_on_foot(missions),
        *_no_code(survey),
        *_waves(survey),
        *coverage_said(survey.ground.situation, survey.operation, missions),
        *(_assumptions_again(prepared) if again else _assumptions(prepared)),
    )


def _walks(missions: Iterable[Mission]) -> Iterator[Remark]:
    stops = [stop for mission in missions for trip in mission.trips for stop in trip.stops]
    far = sorted((stop for stop in stops if stop.at.snap_m > FAR_M), key=lambda stop: -stop.at.snap_m)
    if far:
        yield Remark(
            text="Vehicles halt far from these doors, and people walk that far or are carried: {doors}.",
            facts={"doors": ", ".join(f"{stop.request} ({round(stop.at.snap_m, -1):.0f} m)" for stop in far)},
        )


def _on_foot(missions: Iterable[Mission]) -> Iterator[Remark]:
    stops = [stop for mission in missions for trip in mission.trips for stop in trip.stops]
    walks = [(stop, stop.walk) for stop in stops if stop.walk is not None]
    if walks:
        yield Remark(
            text="These households walk to a meeting point, and nobody comes to their door; ring each of them: "
            "{households}.",
            facts={
                "households": ", ".join(
                    f"{stop.request} ({stop.meeting_point}, {said_m(walk.length_m)} m)" for stop, walk in walks
                )
            },
        )
    leaving = [stop.request for stop, walk in walks if walk.left_kg or walk.left_l or walk.left_bulky]
    if leaving:
        yield Remark(
            text="Of those who walk, these cannot carry all their things, and some stay at home: {requests}.",
            facts={"requests": ", ".join(leaving)},
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


def _waves(survey: Survey) -> Iterator[Remark]:
    if len(survey.waves) == 1:
        return
    for number, wave in enumerate(survey.waves, 1):
        yield Remark(
            text="Departure window {number}: from {starts_at} to {ends_at}; its ways were chosen for the danger at "
            "{worst_at}, {times:.2f} times that of the calmest hour.",
            facts={
                "number": number,
                "starts_at": wave.starts_at.isoformat(),
                "ends_at": wave.ends_at.isoformat(),
                "worst_at": wave.worst_at.isoformat(),
                "times": wave.times_least,
            },
        )


def _assumptions(prepared: Prepared) -> Iterator[Remark]:
    if prepared.survey.vehicles:
        yield Remark(
            text="Ways were chosen for the danger at {at}, the worst hour of departure, with {people} people thought "
            "aboard; exposures are counted at the time of each drive.",
            facts={"at": prepared.survey.when.at.isoformat(), "people": prepared.problem.people_assumed},
        )


def _assumptions_again(prepared: Prepared) -> Iterator[Remark]:
    if prepared.survey.vehicles:
        yield Remark(
            text="Ways stay as they were planned; new ones were chosen for the danger of their hour or at {at}, "
            "with {people} people thought aboard; exposures are counted at the time of each drive.",
            facts={"at": prepared.survey.when.at.isoformat(), "people": prepared.problem.people_assumed},
        )
