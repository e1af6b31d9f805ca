from __future__ import annotations

from dataclasses import replace

from openevac.domain.hazards import Cause, Clearing, Confidence, HazardReport, SetAside, Zone, ZoneKind
from openevac.domain.missions import Plan
from tests.hand_made import box, to_degrees
from tests.planning.town import plan_of
from tests.worlds import World, at, small_town

RESTS = "rest on unverified reports"


def rumour(**changes: object) -> HazardReport:
    """Somebody heard something near the bridge in the early morning; nobody has confirmed it."""
    told = HazardReport(
        id="rumour",
        cause=Cause.DRONE,
        kind="drone_seen",
        position=to_degrees(5150, 2500),
        happened_at=at(3),
        source="a caller",
    )
    return replace(told, **changes)  # type: ignore[arg-type]  # fields by name


def told(*reports: HazardReport) -> World:
    world = replace(small_town(), now=at(3)).with_policy(
        dial="careful", departure_early=at(3.1), departure_late=at(3.9)
    )
    # The police watch the bridge, so that going round it is nearly worth the while without any rumour.
    watched = Zone(id="bridge", kind=ZoneKind.DANGER, area=box(4500, -300, 5800, 300), source="police", rate_per_h=0.65)
    world = world.with_record("shelters", "school", tw_early=None).with_situation(zones=(watched,))
    return world.with_situation(reports=(*world.situation.reports, *reports))


def said(made: Plan) -> list[str]:
    return [remark.in_english() for remark in made.remarks if RESTS in remark.text]


def test_trips_that_avoid_only_a_rumour_say_so() -> None:
    found = said(plan_of(told(rumour())))
    assert found
    assert "trip 1, rest on unverified reports (rumour): without them it would drive another way" in found[0]


def test_a_verified_report_needs_no_such_words() -> None:
    assert said(plan_of(told(rumour(confidence=Confidence.VERIFIED)))) == []


def test_a_muted_rumour_moves_nobody() -> None:
    muted = SetAside(by="O. Koval", reason="same caller as last week", at=at(3))
    assert said(plan_of(told(rumour(muted=muted)))) == []


def test_a_rumour_elsewhere_moves_nobody() -> None:
    assert said(plan_of(told(rumour(position=to_degrees(-9000, -9000))))) == []


def test_clearings_of_unverified_reports_do_not_disturb_the_comparison() -> None:
    world = told(rumour(blocks=True, kind="bridge_down", cause=Cause.GROUND))
    clearing = Clearing(report="rumour", cleared_at=at(3), expires_at=at(9), drove_it="crew-1")
    assert plan_of(world.with_situation(clearings=(clearing,))).missions
