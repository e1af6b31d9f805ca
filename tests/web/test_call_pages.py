"""The parts of the call page that are asked for again and again: as many questions for fifty requests as for two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from openevac.domain.places import coarse
from tests.databases import database
from tests.services.cast import Cast
from tests.services.conftest import cast
from tests.services.missions.country import PLACES, country_files
from tests.services.requests.test_questions_stay_quick import queries_of
from tests.services.requests.world import several, tag

__all__ = ["cast", "database"]
HILL, PIN = PLACES["hill"]


@pytest.fixture
def olena(cast: Cast) -> Iterator[Any]:
    """Sit an operator at the desk of an organisation that has a region."""
    from openevac.services.keys.accounts import keep_account
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files
    from openevac.store.models import Account, Person
    from openevac.web.hands import hands

    name_planning_files(cast.order("kateryna"), PlanningFiles(**country_files()))
    keep_account(Person.objects.get(code="olena"), "0" * 64)
    before, hands.clock = hands.clock, cast.clock
    yield lambda: Account.objects.get(person__code="olena")
    hands.clock = before


def asked(account: Any, page: Any, told: dict[str, Any] | None = None) -> str:
    """Ask for a part of a page as somebody signed in, and give what it shows."""
    from django.test import RequestFactory

    ask = RequestFactory()
    request = ask.get("/") if told is None else ask.post("/", told)
    request.user, request.session = account(), {}  # type: ignore[assignment] # what the middleware puts there
    answer = page(request)
    assert answer.status_code == 200
    return str(answer.content.decode())


def counted(account: Any, page: Any, told: dict[str, Any] | None = None) -> tuple[int, str]:
    """Give the number of questions to the database for one part, and what it shows."""
    from openevac.web.places import places_of

    places_of("dopomoha")
    shown: list[str] = []
    return len(queries_of(lambda: shown.append(asked(account, page, told)))), shown[0]


def waiting(town: Cast, count: int) -> list[str]:
    """Keep requests of one place and corner, all to be rung by now, the first the longest due; gives their numbers."""
    from openevac.store.models import EvacuationRequest

    kept = [one.receipt for one in several(town, count, katottg=HILL, position=PIN)]
    for number, receipt in enumerate(kept):
        due = town.clock.now() - timedelta(hours=1) + timedelta(minutes=number)
        EvacuationRequest.objects.filter(receipt=receipt).update(ring_again_at=due)
    return kept


def test_a_longer_queue_asks_no_more_questions(cast: Cast, olena: Any) -> None:
    from openevac.web.desk.call.queue import queue

    first = waiting(cast, 1)
    few, _ = counted(olena, queue)
    first += waiting(cast, 11)
    many, shown = counted(olena, queue)
    assert many == few <= 8
    from openevac.store.models import EvacuationRequest

    due = EvacuationRequest.objects.order_by("ring_again_at", "receipt").values_list("receipt", flat=True)
    assert re.findall(r'name="receipt" value="([^"]+)"', shown) == list(due)[:8]
    assert shown.count("Горбок") == 8


def test_the_whole_page_reads_the_region_once(cast: Cast, olena: Any) -> None:
    from openevac.web.desk.call.page import call_page

    waiting(cast, 5)
    told = queries_of(lambda: asked(olena, call_page))
    assert len([sql for sql in told if "planning_files" in sql]) == 1


def test_a_page_without_places_reads_no_region(cast: Cast, olena: Any) -> None:
    from openevac.web.desk.call.queue import queue

    assert not [sql for sql in queries_of(lambda: asked(olena, queue)) if "planning_files" in sql]


def test_a_region_named_meanwhile_is_seen_by_the_next_page(cast: Cast, olena: Any) -> None:
    from openevac.store.models import Organisation
    from openevac.web.desk.call.queue import queue

    waiting(cast, 2)
    assert asked(olena, queue).count("Горбок") == 2
    Organisation.objects.filter(id="dopomoha").update(planning_files={})
    assert asked(olena, queue).count("Горбок") == 0


def test_more_candidates_ask_no_more_questions(cast: Cast, olena: Any) -> None:
    from openevac.web.desk.call.similar import similar

    at = coarse(PIN)
    told = {"katottg": HILL, "lon": at.lon, "lat": at.lat, "people": "2", "phone_tags": tag("phone 0")}
    waiting(cast, 1)
    few, one = counted(olena, similar, told)
    waiting(cast, 11)
    many, shown = counted(olena, similar, told)
    assert many == few <= 11
    assert (one.count("data-candidate="), shown.count("data-candidate=")) == (1, 5)
    assert shown.count(f'data-lon="{at.lon}" data-lat="{at.lat}"') == 5
    assert shown.count(f'data-katottg="{HILL}" data-place="Горбок" data-people="2"') == 5
    details = shown.split("<details>")[1]
    assert len(re.findall(r'class="code"', details)) == 6, "six others who wait in the place are named"


def test_a_call_is_kept_with_few_questions_however_many_may_be_the_same(cast: Cast, olena: Any) -> None:
    from openevac.web.desk.call.register import register

    def kept() -> tuple[int, str]:
        told = {"katottg": HILL, "lon": PIN.lon, "lat": PIN.lat, "people": "2", "phone_tags": uuid4().hex,
                "command_id": str(uuid4())}  # fmt: skip
        shown: list[str] = []
        questions = queries_of(lambda: shown.append(asked(olena, register, told)))
        # Many calls of one corner look like bait, and placing the hold has questions of its own.
        return len([sql for sql in questions if "store_hold" not in sql and "store_shift" not in sql]), shown[0]

    waiting(cast, 1)
    few, one = kept()
    waiting(cast, 11)
    many, shown = kept()
    assert many == few <= 33
    assert (one.count("data-kept-candidate>"), shown.count("data-kept-candidate>")) == (1, 13)


def test_a_call_sent_twice_shows_candidates_as_they_are_by_now(cast: Cast, olena: Any) -> None:
    from openevac.store.models import EvacuationRequest
    from openevac.web.desk.call.register import register

    waiting(cast, 1)
    told = {"katottg": HILL, "lon": PIN.lon, "lat": PIN.lat, "people": "2", "phone_tags": tag("phone 0"),
            "command_id": str(uuid4())}  # fmt: skip
    assert "Горбок" in asked(olena, register, told)
    EvacuationRequest.objects.update(katottg="UA63080090010026457")
    assert "Горбок" not in asked(olena, register, told)
