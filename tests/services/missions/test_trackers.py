"""Trackers: off near the line, coarse, the newest place alone, gone with the mission."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind
from openevac.domain.places import LonLat, coarse
from tests.services.cast import ORGANISATION
from tests.services.missions.country import PLACES, Town

TOKEN = "vypadkovyi-znak-na-dobu"  # noqa: S105 - invented for this test
HERE = LonLat(37.123456, 49.443219)


@pytest.fixture
def mission(town: Town) -> str:
    town.request(walks=1)
    (code,) = town.planned()
    town.on_the_road(code)
    return code


def start(town: Town, code: str, token: str = TOKEN, by: str = "liudmyla", **more: Any) -> Any:
    from openevac.services.missions.trackers import StartTracker, start_tracker

    digest = sha256(token.encode()).hexdigest()
    return start_tracker(town.cast.order(by), StartTracker(mission=code, token_sha256=digest, **more))


def tell(town: Town, position: LonLat = HERE, token: str = TOKEN, late_s: float = 0, km: float | None = 90) -> bool:
    """Tell a place as the app does, with one settlement beside it whose distance to the line is `km`."""
    from openevac.services.missions.trackers import keep_place
    from openevac.store.models import FrontDistance

    katottg = next(iter(PLACES.values()))[0]
    if km is not None:
        FrontDistance.objects.filter(katottg=katottg).update(km=km)
    settlements = [] if km is None else [(katottg, position)]
    at = town.cast.clock.now() - timedelta(seconds=late_s)
    return keep_place(token, at, position, settlements, town.cast.clock)


def seen(town: Town) -> Any:
    from openevac.services.missions.trackers import seen_by_trackers

    return seen_by_trackers(ORGANISATION, town.cast.clock.now())


def test_far_from_the_line_the_newest_place_is_kept_to_100_m(town: Town, mission: str) -> None:
    start(town, mission)
    town.cast.clock.pass_time(seconds=600)
    assert tell(town)
    assert seen(town)[mission].place == coarse(HERE) != HERE
    assert not tell(town, LonLat(37.5, 49.5), late_s=60), "an older one from the buffer of the phone"
    town.cast.clock.pass_time(seconds=60)
    assert tell(town, LonLat(37.5, 49.5))
    assert seen(town)[mission].place == coarse(LonLat(37.5, 49.5))
    assert seen(town)[mission].at == town.cast.clock.now()


@pytest.mark.parametrize("km", [0, 24.9, None])
def test_near_the_line_or_where_nothing_is_known_nothing_is_kept(town: Town, mission: str, km: float | None) -> None:
    start(town, mission)
    assert not tell(town, km=km)
    assert seen(town) == {}
    start(town, mission, "inshyi", near_line=True)
    assert tell(town, token="inshyi", km=km), "its crew chose so"  # noqa: S106 - invented for this test


def test_between_the_last_coverage_and_the_next_word_nothing_is_kept(town: Town, mission: str) -> None:
    start(town, mission)
    from openevac.services.missions.record_last_coverage import RecordLastCoverage, record_last_coverage

    record_last_coverage(town.cast.order("stepan"), RecordLastCoverage(mission=mission))
    town.cast.clock.pass_time(seconds=60)
    assert not tell(town)
    town.word(mission, kind=CheckInKind.WE_ARE_HERE)
    town.cast.clock.pass_time(seconds=60)
    assert tell(town)
    assert not tell(town, late_s=90), "nor what the phone kept meanwhile and sends later"


def test_a_new_token_ends_the_one_before_and_what_it_told(town: Town, mission: str) -> None:
    start(town, mission)
    assert tell(town)
    start(town, mission, "novyi")
    assert seen(town) == {}
    assert not tell(town)
    assert tell(town, token="novyi")  # noqa: S106 - invented for this test


def test_after_a_day_and_after_the_mission_it_is_gone(town: Town, mission: str) -> None:
    from openevac.services.missions.trackers import trackers_that_ended
    from openevac.services.work.retention import due
    from openevac.store.models import Mission, Tracker

    start(town, mission)
    assert tell(town)
    now = town.cast.clock.now()
    assert not trackers_that_ended(ORGANISATION, now).exists()
    assert trackers_that_ended(ORGANISATION, now + timedelta(hours=24)).count() == 1
    Mission.objects.filter(code=mission).update(status="closed")
    assert seen(town) == {}
    assert not tell(town)
    assert due(ORGANISATION, now)["Tracker"].count() == 1
    due(ORGANISATION, now)["Tracker"].delete()
    assert not Tracker.objects.exists()


def test_before_it_leaves_a_mission_is_not_followed(town: Town) -> None:
    town.request(walks=1)
    (code,) = town.planned()
    start(town, code)
    assert not tell(town)


@pytest.mark.parametrize("by", ["olena", "stepan", "raisa"])
def test_tokens_are_drawn_by_the_shift_lead(town: Town, mission: str, by: str) -> None:
    with pytest.raises(InputError):
        start(town, mission, by=by)


def test_neither_token_nor_place_comes_into_ledger_or_commands(town: Town, mission: str) -> None:
    from openevac.store.models import CommandRecord, LedgerBody, LedgerEntry

    start(town, mission, near_line=True)
    before = LedgerEntry.objects.count()
    assert tell(town)
    assert LedgerEntry.objects.count() == before
    kept = b"".join(bytes(body) for body in LedgerBody.objects.values_list("body", flat=True))
    kept += repr(list(CommandRecord.objects.values())).encode()
    for needle in (TOKEN, "37.123", "49.443", str(coarse(HERE).lon)):
        assert needle.encode() not in kept
