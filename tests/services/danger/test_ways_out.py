"""Points where people are met and services that take requests over: kept, closed, and read by the next plan."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.services.kernel.refusals import NotAllowed, NotFound
from tests.services.cast import ORGANISATION, Cast
from tests.services.danger.said import OTHER_TOWN, TOWN

HERE = LonLat(37.123456789, 49.5)
DAY, ZONE = date(2025, 10, 15), ZoneInfo("Europe/Kyiv")


def keep(cast: Cast, code: str = "school", by: str = "kateryna", **given: Any) -> Any:
    from openevac.services.danger.keep_meeting_point import KeepMeetingPoint, keep_meeting_point

    return keep_meeting_point(cast.order(by), KeepMeetingPoint(code=code, **({"position": HERE} | given)))


def close(cast: Cast, code: str = "school") -> Any:
    from openevac.services.danger.keep_meeting_point import CloseMeetingPoint, close_meeting_point

    return close_meeting_point(cast.order("kateryna"), CloseMeetingPoint(code=code))


def service(cast: Cast, name: str = "Police, 102", *places: str) -> Any:
    from openevac.services.danger.keep_service import KeepService, keep_service

    return keep_service(cast.order("kateryna"), KeepService(name=name, places=places))


def seen(cast: Cast) -> Any:
    from openevac.services.danger.see_ways_out import see_ways_out

    return see_ways_out(cast.asking("olena"))


def planned_with() -> Any:
    from openevac.store.convert.ways_out import meeting_points_to_domain

    return meeting_points_to_domain(ORGANISATION, DAY, ZONE)


def test_a_point_is_listed_and_given_to_the_planner_with_its_hours_of_that_day(cast: Cast) -> None:
    keep(cast, katottg=TOWN, opens=time(6), closes=time(11, 30))
    (point,) = seen(cast).points
    assert (point.code, point.position, point.kept_by) == ("school", LonLat(37.12346, 49.5), "kateryna")
    (planned,) = planned_with()
    assert (planned.id, planned.katottg) == ("school", TOWN)
    assert planned.tw_early.isoformat() == "2025-10-15T03:00:00+00:00"
    assert planned.tw_late.isoformat() == "2025-10-15T08:30:00+00:00"


def test_the_same_name_changes_the_point_and_opens_it_again(cast: Cast) -> None:
    keep(cast)
    close(cast)
    assert seen(cast).points == planned_with() == ()
    keep(cast, position=LonLat(37.2, 49.4))
    (point,) = seen(cast).points
    assert point.position == LonLat(37.2, 49.4)
    assert planned_with()[0].tw_early is None


def test_what_is_not_there_cannot_be_closed(cast: Cast) -> None:
    with pytest.raises(NotFound):
        close(cast, "bridge")
    keep(cast)
    close(cast)
    with pytest.raises(NotFound):
        close(cast)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "  "}, "code"),
        ({"code": "x" * 65}, "code"),
        ({"position": LonLat(200.0, 49.0)}, "position"),
        ({"katottg": "nowhere"}, "katottg"),
        ({"opens": time(6)}, "closes"),
    ],
)
def test_bad_points_are_refused_by_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        keep(cast, **given)
    assert refused.value.field == field


@pytest.mark.parametrize("by", ["olena", "stepan", "raisa", "dmytro"])
def test_only_coordinators_keep_points(cast: Cast, by: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        keep(cast, by=by)
    assert seen(cast).points == ()


def test_a_service_that_names_a_place_is_told_to_the_planner_with_it(cast: Cast) -> None:
    from openevac.services.danger.keep_service import CloseService, close_service
    from openevac.store.convert.ways_out import named_services_to_domain

    service(cast, "Rescuers, 101")
    service(cast, "Police, 102", TOWN, OTHER_TOWN)
    assert [(one.name, one.places) for one in named_services_to_domain(ORGANISATION)] == [
        ("Police, 102", (TOWN, OTHER_TOWN)),
        ("Rescuers, 101", ()),
    ]
    service(cast, "Police, 102", TOWN)
    assert seen(cast).services[0].places == (TOWN,)
    close_service(cast.order("kateryna"), CloseService(name="Police, 102"))
    assert [one.name for one in seen(cast).services] == ["Rescuers, 101"]
    with pytest.raises(NotFound):
        close_service(cast.order("kateryna"), CloseService(name="Police, 102"))


def test_a_service_without_a_name_or_with_a_place_nobody_knows_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError):
        service(cast, "  ")
    with pytest.raises(InputError):
        service(cast, "Police", "here")
    with pytest.raises(InputError):
        service(cast, "Police", TOWN, TOWN)
