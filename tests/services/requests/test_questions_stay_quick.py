"""Lists must stay quick with 100,000 requests: an index serves every filter, and rows cost no question each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.events import Channel, RequestStatus
from openevac.domain.needs import MobilityClass
from openevac.domain.requests import Priority
from openevac.rules.confirmation import VerdictKind
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import CORNER, FAR_TOWN, registered, several, tag

FILTERS: dict[str, dict[str, Any]] = {
    "open": {},
    "two statuses": {"status": (RequestStatus.OPEN, RequestStatus.ON_MISSION)},
    "place": {"katottg": FAR_TOWN},
    "urgent": {"priority": Priority.URGENT},
    "verdict": {"verdict": VerdictKind.CHECK_ADDRESS_ONLY},
    "channel": {"channel": Channel.CHAT},
    "lying": {"mobility": MobilityClass.LYING},
    "wheelchair": {"mobility": MobilityClass.WHEELCHAIR},
    "with help": {"mobility": MobilityClass.WALKS_WITH_HELP},
    "held": {"held": True},
    "ring again": {"ring_again": True},
    "waiting": {"waiting_days": 3.0},
}


def queries_of(ask: Any) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask()
    return [query["sql"] for query in captured.captured_queries]


def many_rows(count: int, *, counted: bool = True) -> None:
    """Put invented requests straight into the tables, and let the database count them."""
    from django.db import connection
    from django.utils import timezone

    from openevac.store.models import EvacuationRequest, Household

    now = timezone.now()
    households = [Household(organisation_id=ORGANISATION, created_at=now) for _ in range(count)]
    Household.objects.bulk_create(households, batch_size=1000)
    EvacuationRequest.objects.bulk_create(
        [
            EvacuationRequest(
                organisation_id=ORGANISATION, household=household, receipt=f"R{number}", channel="phone",
                status="open" if number % 3 else "handed_over", asker="self", registered_by="olena", walks=2,
                received_at=now - timedelta(minutes=number), changed_at=now, katottg=place_of(number % 40),
                stretchers=int(number % 97 == 0), wheelchairs=int(number % 89 == 0),
                walks_with_help=int(number % 53 == 0), priority="urgent" if number % 61 == 0 else "planned",
                ring_again_at=now if number % 71 == 0 else None,
            )
            for number, household in enumerate(households)
        ],
        batch_size=1000,
    )  # fmt: skip
    if counted:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def place_of(number: int) -> str:
    return FAR_TOWN if number == 1 else f"UA{number:017}"


def plan_of(sql: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def reads_all(plan: str) -> bool:
    return "SCAN store_evacuationrequest" in plan or "Seq Scan on store_evacuationrequest" in plan


def test_the_check_sees_a_question_that_reads_everything(town: Cast) -> None:
    many_rows(300)
    assert reads_all(plan_of('SELECT * FROM "store_evacuationrequest" WHERE "pets" > 3'))


def test_no_filter_reads_the_whole_table(town: Cast) -> None:
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    many_rows(3000)
    read: dict[str, str] = {}
    for name, wanted in FILTERS.items():
        asked = RequestFilter(**wanted)
        for sql in queries_of(lambda asked=asked: see_requests(town.asking("olena"), asked)):
            if 'FROM "store_evacuationrequest"' in sql and "LIMIT" in sql:
                plan = plan_of(sql)
                if reads_all(plan):
                    read[name] = plan
    assert not read


TYPED: dict[str, dict[str, Any]] = {
    "tag": {"phone_tags": (tag("x"),)},
    "place": {"katottg": FAR_TOWN, "people": 2},
    "corner": {"position": CORNER, "people": 2},
    "place and corner": {"katottg": FAR_TOWN, "position": CORNER, "people": 2},
}


@pytest.mark.parametrize("counted", [True, False], ids=["counted", "not counted"])
@pytest.mark.parametrize("kind", TYPED)
def test_what_may_be_the_same_is_looked_up_not_searched(town: Cast, kind: str, *, counted: bool) -> None:
    from django.db import connection

    from openevac.services.requests.find_similar import TypedSoFar, find_similar

    registered(town, phone_tags=(tag("x"),))
    many_rows(3000, counted=counted)
    typed = TypedSoFar(**TYPED[kind])
    asked = [
        sql
        for sql in queries_of(lambda: find_similar(town.asking("olena"), typed))
        if 'FROM "store_evacuationrequest"' in sql
    ]
    assert asked
    plans = [plan_of(sql) for sql in asked]
    assert not [plan for plan in plans if reads_all(plan)]
    if connection.vendor == "sqlite":
        by_status_alone = re.compile(r"\(organisation_id=\? AND status=\?\)")
        assert not [plan for plan in plans if by_status_alone.search(plan)], "all open requests are read"


def test_more_rows_ask_no_more_questions(town: Cast) -> None:
    from openevac.services.requests.see_requests import RequestFilter, see_requests

    several(town, 3)
    few = queries_of(lambda: see_requests(town.asking("olena"), RequestFilter()))
    several(town, 12)
    assert len(queries_of(lambda: see_requests(town.asking("olena"), RequestFilter()))) == len(few) <= 8


def test_one_more_request_is_kept_with_few_questions_however_many_people(town: Cast) -> None:
    from openevac.domain.needs import Needs

    registered(town)
    asked = {
        people: len(queries_of(lambda people=people: registered(town, needs=Needs(walks=people), position=CORNER)))
        for people in (1, 40)
    }
    assert asked[40] == asked[1] <= 28
