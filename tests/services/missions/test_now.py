"""What a coordinator sees to do now."""

from __future__ import annotations

from datetime import timedelta

from openevac.domain.events import CrewEventKind
from tests.services.missions.country import Town


def test_what_is_to_be_done_changes_as_a_mission_goes_on(town: Town) -> None:
    from openevac.services.missions.record_crew_event import RecordCrewEvent, record_crew_event
    from openevac.services.missions.see_now import see_now
    from openevac.store.models import Mission

    asking = town.cast.asking("kateryna")
    town.request()
    (code,) = town.planned()
    assert [line.mission for line in see_now(asking).wait_for_yes] == [code]
    town.approve(code)
    town.accept(code)
    assert [line.mission for line in see_now(asking).ready] == [code]
    row = Mission.objects.get()
    town.cast.clock.pass_time(seconds=(row.departs_at - town.cast.clock.at).total_seconds())
    town.dispatch(code)
    row.refresh_from_db()
    assert see_now(asking).late == ()
    assert row.next_contact_at is not None
    late = row.next_contact_at + timedelta(minutes=16) - town.cast.clock.at
    town.cast.clock.pass_time(seconds=late.total_seconds())
    (crew,) = see_now(asking).late
    assert "Ring the second person" in crew.to_do[1].text
    event = RecordCrewEvent(mission=code, kind=CrewEventKind.CHASED)
    record_crew_event(town.cast.order("stepan"), event)
    assert [duty.subject for duty in see_now(asking).duties] == [f"mission:{code}"]
