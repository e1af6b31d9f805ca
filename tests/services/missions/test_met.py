"""People met at a point of the record: the plan walks them there, and phones and pages are told the point."""

from __future__ import annotations

from typing import Any

from openevac.domain.places import Access, LonLat
from tests.services.missions.country import HILL, Town

POINT = LonLat(37.1185, 49.4445)
"""On the road from the fork, some 500 m before the hill."""


def closed(town: Town, katottg: str) -> None:
    from openevac.services.danger.set_access import SetAccess, set_access

    set_access(town.cast.order("kateryna"), SetAccess(katottg=katottg, access=Access.CLOSED, source="VA"))


def confirmed_by_another(receipt: str, town: Town) -> None:
    """A closed place asks for two signs."""
    from openevac.domain.events import Channel, ConfirmationKind
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request

    for kind in (ConfirmationKind.COMMUNITY_LIST, ConfirmationKind.POLICE_OR_RED_CROSS):
        sign = Sign(kind=kind, source=f"list {kind.value}", channel=Channel.SHEET)
        confirm_request(town.cast.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))


def point(town: Town) -> None:
    from openevac.services.danger.keep_meeting_point import KeepMeetingPoint, keep_meeting_point

    asked = KeepMeetingPoint(code="fork", position=POINT, katottg="UA63990010010000001")
    keep_meeting_point(town.cast.order("kateryna"), asked)


def door(town: Town, code: str) -> Any:
    from openevac.services.missions.see_mission import see_mission

    seen = see_mission(town.cast.asking("kateryna"), code)
    return seen.trips[0].stops[0]


def test_a_closed_place_is_left_on_foot_to_a_point_that_the_record_knows(town: Town) -> None:
    from openevac.store.models import Stop

    receipt = town.request("hill")
    closed(town, HILL)
    confirmed_by_another(receipt, town)
    point(town)
    (code,) = town.planned()
    assert Stop.objects.get().meeting_point == "fork"
    found = door(town, code)
    assert (found.request, found.meeting_point, found.position) == (receipt, "fork", POINT)


def test_the_reason_names_the_service_that_takes_a_closed_place_over(town: Town) -> None:
    from openevac.services.danger.keep_service import KeepService, keep_service
    from openevac.services.missions.see_plan import see_plan
    from openevac.store.models import PlanRecord

    receipt = town.request("hill")
    town.request("mill")
    closed(town, HILL)
    confirmed_by_another(receipt, town)
    keep_service(town.cast.order("kateryna"), KeepService(name="Police, 102", places=(HILL,)))
    town.planned()
    seen = see_plan(town.cast.asking("kateryna"), PlanRecord.objects.get().id)
    assert [one.request for one in seen.unserved] == [receipt]
    assert "Police, 102" in seen.unserved[0].reason.in_english()
