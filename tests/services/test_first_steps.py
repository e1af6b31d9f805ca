"""The first steps: open on an empty record, done by what stands there, gone when the first days are over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.places import Access
from openevac.services.kernel.refusals import Refused
from tests.services.cast import ORGANISATION, Cast
from tests.services.missions.country import HILL, Town, country_files, settle


def first_steps(cast: Cast, code: str = "kateryna") -> Any:
    from openevac.services.first_steps import see_first_steps

    return see_first_steps(cast.asking(code))


def still_open(cast: Cast) -> list[str]:
    return [step.value for step, done in first_steps(cast).done.items() if not done]


def test_a_young_organisation_has_people_and_everything_before_it(cast: Cast) -> None:
    seen = first_steps(cast)
    assert seen.first_days
    assert seen.next == "ground"
    assert still_open(cast) == ["ground", "beds", "fleet", "requests", "confirmed", "danger", "plan"]


def test_each_step_is_done_by_what_stands_on_record(cast: Cast) -> None:
    from openevac.services.danger.set_access import SetAccess, set_access
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files
    from openevac.store.models import Crew, Person, Shelter

    name_planning_files(cast.order("kateryna"), PlanningFiles(region=country_files()["region"]))
    assert "ground" in still_open(cast), "a map without a situation is no ground"
    name_planning_files(cast.order("kateryna"), PlanningFiles(**country_files()))
    town: Town = settle(cast)
    assert still_open(cast) == ["requests", "confirmed", "danger", "plan"]
    town.request(confirmed=False)
    assert still_open(cast) == ["confirmed", "danger", "plan"]
    town.request()
    set_access(cast.order("kateryna"), SetAccess(katottg=HILL, access=Access.OPEN, source="police"))
    assert still_open(cast) == ["plan"]
    town.planned()
    seen = first_steps(cast)
    assert (seen.next, still_open(cast)) == (None, [])
    Shelter.objects.update(closed_at=cast.clock.now())
    assert still_open(cast) == ["beds"]
    Crew.objects.update(vehicle=None)
    assert still_open(cast) == ["beds", "fleet"]
    Person.objects.filter(code="raisa").update(revoked_at=cast.clock.now())
    assert still_open(cast) == ["people", "beds", "fleet"]


def test_the_first_days_end_with_three_weeks_and_a_plan(cast: Cast) -> None:
    from openevac.store.models import Organisation

    town = settle(cast)
    long_ago = cast.clock.now() - timedelta(days=22)
    Organisation.objects.filter(id=ORGANISATION).update(created_at=long_ago)
    assert first_steps(cast).first_days, "nothing was ever planned"
    town.request()
    town.planned()
    assert not first_steps(cast).first_days
    Organisation.objects.filter(id=ORGANISATION).update(created_at=cast.clock.now() - timedelta(days=20))
    assert first_steps(cast).first_days


@pytest.mark.parametrize("code", ["raisa", "stepan", "dmytro", "outsider"])
def test_others_are_not_shown_the_steps(cast: Cast, code: str) -> None:
    with pytest.raises(Refused):
        first_steps(cast, code)
