"""Somebody's access is taken back while their mission is planned or out: a stolen phone sends nobody out."""

from __future__ import annotations

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import MissionStatus
from tests.services.missions.country import Town


def revoke(town: Town, code: str) -> None:
    from openevac.services.keys.people import Leaving, revoke_person

    revoke_person(town.cast.order("liudmyla"), Leaving(code=code, reason="lost phone"))


def test_a_mission_whose_leader_lost_access_can_still_be_brought_home(town: Town) -> None:
    from openevac.services.missions.turn_back import TurnBack, turn_back

    town.request()
    (code,) = town.planned()
    town.on_the_road(code)
    revoke(town, "stepan")
    assert turn_back(town.cast.order("kateryna"), TurnBack(mission=code)).status is MissionStatus.TURNED_BACK


@pytest.mark.parametrize(("who", "said"), [("stepan", "crew leader"), ("kyrylo", "coordinator")])
def test_the_yes_of_somebody_who_lost_access_counts_no_more(town: Town, who: str, said: str) -> None:
    town.request()
    (code,) = town.planned()
    town.approve(code, by="kyrylo")
    town.accept(code)
    revoke(town, who)
    with pytest.raises(InputError, match=said):
        town.dispatch(code)


def test_a_crew_that_nobody_leads_any_more_can_be_brought_home_but_says_no_yes(town: Town) -> None:
    from openevac.services.missions.turn_back import TurnBack, turn_back
    from openevac.store.models import CrewMember

    town.request()
    (code,) = town.planned()
    CrewMember.objects.update(leads=False)
    town.approve(code)
    with pytest.raises(InputError):
        town.accept(code)
    CrewMember.objects.filter(person__code="stepan").update(leads=True)
    town.accept(code)
    town.dispatch(code)
    CrewMember.objects.update(leads=False)
    assert turn_back(town.cast.order("kateryna"), TurnBack(mission=code)).status is MissionStatus.TURNED_BACK
