"""What pages ask of the record, as calls of the services; import it after Django was set up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection

from benchmarks.record_rows import Rows, katottg_of, phone_of
from openevac.cli.client.sealing import seal_identity
from openevac.domain.events import Channel, RequestStatus
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.places import LonLat
from openevac.domain.receipts import receipt_of
from openevac.rules.confirmation import VerdictKind
from openevac.services.missions.raise_overdue import alarms_due
from openevac.services.missions.see_board import board_mark, see_board
from openevac.services.missions.see_mission import see_mission
from openevac.services.requests.find_similar import TypedSoFar, find_similar
from openevac.services.requests.new_request import NewEvacuee, RegisterRequest
from openevac.services.requests.register_request import register_request
from openevac.services.requests.see_request import see_request
from openevac.services.requests.see_requests import RequestFilter, _cursor, see_requests
from openevac.store.models import EvacuationRequest, Mission
from openevac.vault.identities import EvacueeIdentity, HouseholdIdentity
from openevac.vault.records import RecordKind
from tests.services.cast import Cast, found_cast


def fill(requests: int, missions: int) -> tuple[Cast, dict[str, Callable[[], Any]]]:
    """Found the invented organisation, write its record, and give the questions that are asked of it."""
    cast = found_cast()
    Rows(requests, missions, cast.clock.now()).write()
    return cast, questions(cast, requests)


def questions(cast: Cast, requests: int) -> dict[str, Callable[[], Any]]:
    """Give everything that is measured, by what it is called."""
    return _lists(cast) | _look_ups(cast, requests) | _boards(cast) | _commands(cast)


def _lists(cast: Cast) -> dict[str, Callable[[], Any]]:

    asking = cast.asking("olena")

    def page(after: str = "", **wanted: Any) -> Callable[[], Any]:
        return lambda: see_requests(asking, RequestFilter(**wanted), after)

    everything = tuple(RequestStatus)
    return {
        "list: first page of the open": page(),
        "list: a page from the middle": page(_middle("open")),
        "list: first page of all there ever were": page(status=everything),
        "list: a page from the middle of all": page(_middle(), status=everything),
        "list: of one settlement": page(katottg=katottg_of(3)),
        "list: confirmed": page(verdict=VerdictKind.CONFIRMED),
        "list: with somebody lying": page(mobility=MobilityClass.LYING),
        "list: on hold": page(held=True),
        "list: waiting for 30 days": page(waiting_days=30.0),
        "list: to be rung again": page(ring_again=True),
    }


def _look_ups(cast: Cast, requests: int) -> dict[str, Callable[[], Any]]:

    asking = cast.asking("olena")
    phone, corner = phone_of(requests // 2), LonLat(36.152, 49.063)

    def similar(**typed: Any) -> Callable[[], Any]:
        return lambda: find_similar(asking, TypedSoFar(**typed))

    return {
        "search by the tag of a phone": similar(phone_tags=(phone,)),
        "similar: the busiest settlement": similar(katottg=katottg_of(0), people=2),
        "similar: place, position, phone and people": similar(
            katottg=katottg_of(3), position=corner, phone_tags=(phone,), people=2
        ),
        "one request with its history": lambda: see_request(asking, receipt_of(requests // 2)),
    }


def _boards(cast: Cast) -> dict[str, Callable[[], Any]]:

    asking, clock = cast.asking("kateryna"), cast.clock

    on_the_road = Mission.objects.filter(status="dispatched").latest("code").code
    return {
        "board": lambda: see_board(asking),
        "board: has anything changed": lambda: board_mark(asking),
        "one mission": lambda: see_mission(asking, on_the_road),
        "worker: which alarms are due": lambda: alarms_due(clock),
    }


def _commands(cast: Cast) -> dict[str, Callable[[], Any]]:

    keys = cast.keys("olena")

    def one_more(**other: Any) -> Any:
        asked = RegisterRequest(
            channel=Channel.PHONE, katottg=katottg_of(3), position=LonLat(36.152, 49.063), phone_tags=(uuid4().hex,),
            **({"needs": Needs(walks=2)} | other),
        )  # fmt: skip
        return register_request(cast.order("olena"), asked)

    def sealed_family() -> Any:
        """Seal five names and a door as a client does, and keep them: what a call with everything told costs."""
        home = HouseholdIdentity(asker="Вигадана Особа", house="7", flat="12")
        people = [
            NewEvacuee(identity=seal_identity(keys, RecordKind.EVACUEE, EvacueeIdentity(name="Вигадана Особа")))
            for _ in range(5)
        ]
        household = seal_identity(keys, RecordKind.HOUSEHOLD, home)
        return one_more(needs=Needs(walks=5), household=household, people=tuple(people))

    return {"register one more": one_more, "seal and register a family of five": sealed_family}


def _middle(*statuses: str) -> str:
    """Give the cursor in the middle of a list, as the page before it would."""
    rows = EvacuationRequest.objects.order_by("received_at", "id")
    rows = rows.filter(status__in=statuses) if statuses else rows
    return _cursor(rows[rows.count() // 2])


def queries_of(work: Callable[[], Any]) -> int:
    """Count the questions one call puts to the database."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - as Django calls it
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return len(seen)
