"""No service reads a whole table that grows: the database says of each of their questions how it would look it up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import django_ready
from tests.services.matrix.askers import askers
from tests.services.matrix.rows import Probe, Row
from tests.services.test_authorisation_matrix import ALL, Bench, rows_of, world
from tests.store.only_sqlcipher import ONLY_SQLCIPHER

if TYPE_CHECKING:
    from tests.services.matrix.world import World

__all__ = ["django_ready", "world"]
pytestmark = ONLY_SQLCIPHER

GROWING = {
    "evacuationrequest", "household", "evacuee", "requesttag", "confirmation", "stop", "boarding", "consent",
    "checkin", "deviceop", "crewevent", "overduealarm", "delivery", "registration", "persontotell", "ledgerentry",
    "ledgerbody", "ledgernode", "commandrecord", "recordwrap", "sealedrecord", "hold",
}  # fmt: skip
"""Tables with a row for each thing that ever happened; the others have a row for each thing there is."""
PARTIAL = "boarding_aboard"
"""An index that holds only who rides at this moment."""
WHOLE = re.compile(
    rf"(?:SCAN (?:store_)?(\w+)|SEARCH (?:store_)?(\w+) USING (?:COVERING )?INDEX (?!{PARTIAL})\S+ "
    r"\(organisation(?:_id)?=\?\))"
)
MEANT = {
    "work.backup.make_backup": "a backup is the whole record",
    "work.see_retention.see_retention": "it counts what stands in each table, on a page of its own",
    "work.see_health.see_health": "the doctor's page",
    "log.export_log.export_log": "the whole ledger is what is exported",
    "records.see_figures.see_figures": "figures count everybody of a time",
    "requests.count_requests.count_requests": "it counts all there are by status and place",
    "danger.set_access.set_access": "a word on a place, a few times a day; in the order of their numbers",
}
"""Services that read a whole table, and why that is no fault."""


@pytest.mark.parametrize("step", ["SCAN store_stop", "SEARCH store_checkin USING INDEX x (organisation_id=?)"])
def test_reading_a_whole_table_is_known_when_seen(step: str) -> None:
    assert whole_tables("SELECT", [step])


@pytest.mark.parametrize(
    ("sql", "steps"),
    [
        ("SELECT", ["SCAN store_crew"]),
        ("SELECT", ["SEARCH store_stop USING INDEX stop_outcome (organisation_id=? AND outcome=?)"]),
        ("SELECT", [f"SEARCH store_boarding USING INDEX {PARTIAL} (organisation_id=?)"]),
        ("SELECT x LIMIT 200", ["SEARCH store_ledgerbody USING INDEX audit_order (organisation_id=?)"]),
    ],
)
def test_looking_up_is_not_reading_a_whole_table(sql: str, steps: list[str]) -> None:
    assert not whole_tables(sql, steps)


@pytest.mark.parametrize("service", ALL)
def test_a_service_looks_up_what_it_needs(world: World, service: str) -> None:
    plans = [plan for row in rows_of(service) for plan in plans_of(world, row)]
    whole = {step for sql, steps in plans for step in whole_tables(sql, steps)}
    assert bool(whole) == (service in MEANT), whole


def whole_tables(sql: str, steps: list[str]) -> list[str]:
    """Give the steps that read a whole growing table; the first rows of an order that an index has are few."""
    if " LIMIT " in sql and not any("TEMP B-TREE" in step for step in steps):
        return []
    found = [WHOLE.match(step) for step in steps]
    return [one[0] for one in found if one and (one[1] or one[2]) in GROWING]


def plans_of(world: World, row: Row) -> Iterator[tuple[str, list[str]]]:
    """Give every question of one service, asked by everybody who may, and how the database goes about it."""
    from django.db import connection, transaction

    at, bench = world.things["own"], Bench(world, row)
    with transaction.atomic():
        bench._prepare(at)
        asked: dict[str, Any] = {}
        for asker in askers():
            probe = Probe(world=world, at=at, asker=asker)
            with transaction.atomic():
                asked |= questions_of(row, probe)
                transaction.set_rollback(True)
        for sql, given in asked.items():
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", given)
                yield sql, [str(step[3]) for step in cursor.fetchall()]
        transaction.set_rollback(True)


def questions_of(row: Row, probe: Probe) -> dict[str, Any]:
    """Carry one service out and give what it asked the database; a refusal ends it early, and is somebody else's."""
    from django.db import connection

    from openevac.domain.errors import InputError

    asked: dict[str, Any] = {}

    def note(execute: Any, sql: str, given: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's way
        if sql.startswith("SELECT") and not many:
            asked[sql] = given
        return execute(sql, given, many, context)

    with connection.execute_wrapper(note), suppress(InputError):
        row.call(probe)
    return asked
