"""Every service x everybody who may ask x own mission, other mission, other organisation, nowhere: as it is written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import django_ready
from tests.services.matrix.askers import Asker, askers, neighbours
from tests.services.matrix.discover import NOT_A_DOOR, SERVICES, services
from tests.services.matrix.judging import Outcome, expected, tried
from tests.services.matrix.rows import ROWS, Probe, Row

if TYPE_CHECKING:
    from tests.services.matrix.world import Things, World

__all__ = ["django_ready"]

ALL = services()
COUNTED: Counter[str] = Counter()


@pytest.fixture(scope="module")
def world(django_ready: Any) -> Iterator[World]:
    """Build both organisations once; every probe is rolled back, and all of it at the end."""
    from django.db import transaction

    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined] # Django's own mark: durable blocks may open inside
    with outer:
        for rows in ("of_missions", "of_requests", "of_the_house"):
            import_module(f"tests.services.matrix.{rows}")
        from tests.services.matrix.world import build

        made = build()
        yield made
        made.cast.lock()
        transaction.set_rollback(True)


def rows_of(service: str) -> list[Row]:
    return [row for row in ROWS if row.service == service]


class Bench:
    """One row in the world, as it is before each probe."""

    def __init__(self, world: World, row: Row) -> None:
        self.world, self.row = world, row

    def outcomes(self, people: tuple[Asker, ...], where: str) -> dict[str, Outcome]:
        """Let everybody try at one place and give how it ended; everything is rolled back each time."""
        from django.db import transaction

        at = self.world.things[where]
        codes = codes_of(at)
        found = {}
        with transaction.atomic():
            self._prepare(at)
            for asker in people:
                with transaction.atomic():
                    probe = Probe(world=self.world, at=at, asker=asker)
                    found[asker.name] = tried(lambda probe=probe: self.row.call(probe), codes)  # type: ignore[misc] # one probe each
                    transaction.set_rollback(True)
                COUNTED["probes"] += 1
            transaction.set_rollback(True)
        return found

    def _prepare(self, at: Things) -> None:
        from tests.services.matrix.world import stand

        for mission in ("В-1", "В-2", "В-501"):
            stand(mission, self.row.stands if mission == at.mission and self.row.stands else "dispatched")
        if self.row.before is not None:
            self.row.before(self.world, at)


def codes_of(at: Things) -> dict[str, str]:
    """Give every code of a place, longest first, and what it is a code of, for words that name it."""
    named = {str(getattr(at, field.name)): field.name for field in fields(at)}
    named |= {value.replace("-", ""): name for value, name in named.items() if len(value) == 36}
    return dict(sorted(named.items(), key=lambda pair: -len(pair[0])))


def faults_of(world: World, row: Row) -> Iterator[str]:
    """Try one row with everybody everywhere, and say what is not as it is written."""
    bench, people = Bench(world, row), askers()
    places = ("own", "other", "theirs", "nowhere") if (row.names or row.of_mission) and not row.inside else ("own",)
    found = {where: bench.outcomes(people, where) for where in places}
    for where, outcomes in found.items():
        for asker in people:
            yield from _as_written(row, asker, where, outcomes[asker.name])
    if len(places) > 1:
        next_door = neighbours()
        nowhere, ours = (bench.outcomes(next_door, where) for where in ("nowhere", "own"))
        found["nowhere"] |= nowhere
        yield from _reads_like_nothing(row, people, found["theirs"], found["nowhere"], "theirs")
        yield from _reads_like_nothing(row, next_door, ours, nowhere, "ours, asked next door,")
        yield from _hides_what_is_there(row, people, found)


def _as_written(row: Row, asker: Asker, where: str, got: Outcome) -> Iterator[str]:
    who = f"{row.service} ({row.call.__name__}): {asker.name}, {where}:"
    want = expected(row, asker, where)
    COUNTED[want or "allowed"] += 1
    if want and got.refusal != want:
        yield f"{who} must be {want}, was {got}"
    if want and got.writes:
        yield f"{who} was refused and wrote {got.writes} times"
    if want:
        return
    exists = where in {"own", "other"} or not row.names
    if asker.name in row.also_refused or not exists:
        if not got.refusal or got.writes:
            yield f"{who} must be refused by the service without a write, was {got}"
        if not exists and asker.name not in row.also_refused and got.refusal != row.missing:
            yield f"{who} must be {row.missing}, was {got}"
    elif got.refusal:
        yield f"{who} must be let through, was {got}"


def _reads_like_nothing(
    row: Row, people: tuple[Asker, ...], there: dict[str, Outcome], nothing: dict[str, Outcome], where: str
) -> Iterator[str]:
    """What another organisation has must read like what nobody has: the same words after the same work."""
    for asker in people:
        one, other = there[asker.name], nothing[asker.name]
        COUNTED["compared with nothing"] += 1
        if one != other and (one.refusal or other.refusal):
            yield f"{row.service} ({row.call.__name__}): {asker.name}: {where} reads {one}, nothing reads {other}"


def _hides_what_is_there(row: Row, people: tuple[Asker, ...], found: dict[str, dict[str, Outcome]]) -> Iterator[str]:
    """Who may not look learns from no refusal whether there is something."""
    for asker in people:
        nothing = found["nowhere"][asker.name]
        for where in ("own", "other"):
            got = found[where][asker.name]
            if not expected(row, asker, where) or (row.of_mission and asker.rides == where):
                continue
            if (got.refusal, got.words) != (nothing.refusal, nothing.words):
                yield f"{row.service} ({row.call.__name__}): {asker.name} learns that {where} exists: {got}, {nothing}"


@pytest.mark.parametrize("service", ALL)
def test_every_service_lets_through_whom_the_table_names_and_nobody_else(world: World, service: str) -> None:
    rows = rows_of(service)
    assert rows, f"{service} has no row in tests/services/matrix: write down who may call it, and how"
    faults = [fault for row in rows for fault in faults_of(world, row)]
    assert not faults, "\n".join(faults[:20])


def test_the_matrix_finds_a_service_that_asks_for_no_permission(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from openevac.services.kernel.command import Doing

    monkeypatch.setattr(Doing, "require", lambda self, resource: setattr(self, "allowed", True))  # noqa: ARG005 - its shape
    (row,) = rows_of("missions.record_check_in.record_check_in")
    assert any("roman, own: must be NotFound" in fault for fault in faults_of(world, row))


def test_the_matrix_finds_a_crew_that_reaches_into_another_mission(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openevac.rules import permissions

    monkeypatch.setattr(permissions, "own_mission", lambda *_: True)
    (row,) = rows_of("missions.see_mission.see_mission")
    assert any("stepan, other: must be NotFound" in fault for fault in faults_of(world, row))


def test_the_matrix_finds_a_refusal_that_tells_what_exists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from openevac.services.requests import finding, see_request

    monkeypatch.setattr(see_request, "find_request", finding.load_request)
    (row,) = rows_of("requests.see_request.see_request")
    assert any("learns that own exists" in fault for fault in faults_of(world, row))


def test_no_row_is_of_a_service_that_is_gone(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert {row.service for row in ROWS} <= set(ALL)
    for name in NOT_A_DOOR:
        package, module, function = name.split(".")
        assert f"def {function}(" in (SERVICES / package / f"{module}.py").read_text(encoding="utf-8")
    with capsys.disabled():
        sys.stdout.write(f"\n{len(ALL)} services, {len(ROWS)} rows, {len(askers())} askers: {dict(COUNTED)}\n")
