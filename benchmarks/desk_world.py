"""The record that a load is put on, and what is found in it afterwards; import it after Django was set up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from benchmarks.desk_actors import word_of
from benchmarks.desk_plan import Load, Pace, Phone, Sizes, Spot, Told
from benchmarks.record_rows import OURS, Rows
from openevac.cli.client.sealing import seal_identity
from openevac.domain.places import coarse
from openevac.ledger.note import KeyKind, SigningKey
from openevac.rules.fold_ops import canonical_json, canonical_op
from openevac.services.planning_inputs import PlanningFiles, name_planning_files
from openevac.store import models as m
from openevac.vault.identities import HouseholdIdentity
from openevac.vault.records import RecordKind
from openevac.web.places import places_of
from tests.desk.desk import session_of
from tests.services.cast import Cast, TestClock, found_cast

OPERATORS, WATCHERS = ("olena", "oksana"), ("kateryna", "kyrylo", "liudmyla")
FIRST_MISSION = 5_001
BATCH = 2_000
MOST_SEALED = 500
"""Households sealed beforehand; calls after those are sent without, which changes no answer."""


@dataclass(frozen=True)
class World:
    """What the load runs on: the load itself, and what stood in the record before it."""

    load: Load
    before: Counts
    secret: str


@dataclass(frozen=True)
class Counts:
    """How many rows there are of what a load writes."""

    requests: int
    ops: int
    words: int


def prepare(sizes: Sizes, pace: Pace, seconds: float, region: str) -> World:
    """Found the invented organisation as of now, write its record, and sign everybody in."""
    cast = found_cast(clock=TestClock(at=datetime.now(UTC)))
    with transaction.atomic():
        Rows(sizes.requests, 40, cast.clock.now()).write()
        phones = _crews(sizes, cast.clock.now())
    name_planning_files(cast.order("kateryna"), PlanningFiles(region=region))
    load = Load(
        seconds=seconds,
        pace=pace,
        operators=[session_of(OPERATORS[number % 2]) for number in range(sizes.operators)],
        watchers=[session_of(WATCHERS[number % 3]) for number in range(sizes.watchers)],
        phones=phones,
        spots=_spots(),
        households=_households(cast, sizes, pace, seconds),
    )
    cast.lock()
    return World(load, _counts(), str(settings.SECRET_KEY))


def lost_or_doubled(world: World, told: Told) -> list[str]:
    """Compare the record with what was acknowledged; gives what is missing, doubled, or there without being sent."""
    after = _counts()
    wrong = [
        f"no request or several: {call.receipt}" for call in told.calls if _requests_of(call.tag) != [call.receipt]
    ]
    receipts = Counter(call.receipt for call in told.calls)
    wrong += [f"one number twice: {receipt}" for receipt, count in receipts.items() if count > 1]
    wrong += _wrong_ops(told)
    for what, had, has, said, sent in (
        ("requests", world.before.requests, after.requests, len(told.calls), told.sent_calls),
        ("ops", world.before.ops, after.ops, len(told.ops), told.sent_ops),
        ("words carried into missions", world.before.words, after.words, len(told.ops), told.sent_ops),
    ):
        if not said <= has - had <= sent:
            wrong.append(f"{what}: {said} acknowledged, {sent} sent, {has - had} in the record")
    return wrong + _ledger()


def _wrong_ops(told: Told) -> list[str]:
    found = Counter(m.DeviceOp.objects.filter(organisation=OURS).values_list("op", flat=True))
    return [f"op {one}: {found[one]} times in the record" for one in told.ops if found[one] != 1]


def _requests_of(tag: str) -> list[str]:
    return list(m.RequestTag.objects.filter(organisation=OURS, tag=tag).values_list("request__receipt", flat=True))


def _ledger() -> list[str]:
    """Tell whether the ledger has a gap: as many entries as its head says, numbered without one missing."""
    size = m.LogHead.objects.get(id=1).size
    indexes = list(m.LedgerEntry.objects.order_by("index").values_list("index", flat=True))
    return [] if indexes == list(range(size)) else [f"ledger: {len(indexes)} entries, its head says {size}"]


def _counts() -> Counts:
    return Counts(
        requests=m.EvacuationRequest.objects.count(), ops=m.DeviceOp.objects.count(), words=m.CheckIn.objects.count()
    )


def _crews(sizes: Sizes, now: datetime) -> list[Phone]:
    """Put crews on the road, a phone for each who rides; their phones have sent words before."""
    ours = {"organisation_id": OURS}
    plan, shelter = m.PlanRecord.objects.first(), m.Shelter.objects.first()
    kind, depot = m.VehicleType.objects.get(code="van"), m.Depot.objects.get(code="base")
    vans = [m.Vehicle(**ours, code=f"load-{one}", type=kind, depot=depot) for one in range(sizes.crews)]
    m.Vehicle.objects.bulk_create(vans, BATCH)
    crews = [
        m.Crew(**ours, code=f"load-{one}", vehicle=van, hours_from="05:00", hours_until="16:00")
        for one, van in enumerate(vans)
    ]
    m.Crew.objects.bulk_create(crews, BATCH)
    missions = [_mission(number, crew, plan, now) for number, crew in enumerate(crews)]
    m.Mission.objects.bulk_create(missions, BATCH)
    hours = {"departs_at": now - timedelta(hours=2), "arrives_at": now + timedelta(hours=3)}
    trips = [m.Trip(**ours, mission=one, number=1, shelter=shelter, **hours) for one in missions]
    m.Trip.objects.bulk_create(trips, BATCH)
    _doors(trips, now)
    return _phones(sizes, missions, now)


def _mission(number: int, crew: Any, plan: Any, now: datetime) -> Any:
    return m.Mission(
        organisation_id=OURS, code=f"В-{FIRST_MISSION + number}", plan=plan, status="dispatched",
        vehicle=crew.vehicle, crew=crew, departs_at=now - timedelta(hours=2), returns_at=now + timedelta(hours=4),
        dispatched_at=now - timedelta(hours=2), next_contact_at=now + timedelta(minutes=20 + number % 60),
        last_contact_at=now - timedelta(minutes=number % 20),
    )  # fmt: skip


def _doors(trips: list[Any], now: datetime) -> None:
    """Give every trip two doors of requests that were promised."""
    waiting = list(m.EvacuationRequest.objects.filter(organisation=OURS, status="on_mission")[: 2 * len(trips)])
    stops = [
        m.Stop(
            organisation_id=OURS, trip=trip, number=place, code=f"{trip.mission.code}.1.{place}",
            request=waiting[(2 * number + place) % len(waiting)], arrives_at=now, service_s=300.0,
        )
        for number, trip in enumerate(trips)
        for place in (1, 2)
    ]  # fmt: skip
    m.Stop.objects.bulk_create(stops, BATCH)


def _phones(sizes: Sizes, missions: list[Any], now: datetime) -> list[Phone]:
    ours = {"organisation_id": OURS}
    of = [missions[number // sizes.phones_of_a_crew] for number in range(sizes.phones)]
    people = [
        m.Person(**ours, code=f"rides-{number}", roles=["crew"], created_at=now) for number in range(sizes.phones)
    ]
    m.Person.objects.bulk_create(people, BATCH)
    m.CrewMember.objects.bulk_create(
        [
            m.CrewMember(**ours, crew=mission.crew, person=one, leads=number % sizes.phones_of_a_crew == 0)
            for number, (one, mission) in enumerate(zip(people, of, strict=True))
        ],
        BATCH,
    )
    phones = [
        Phone(f"load-phone-{number}", f"token-{number}", sha256(str(number).encode()).digest(), mission.code, 0)
        for number, mission in enumerate(of)
    ]
    keys = [SigningKey(phone.code, KeyKind.NOTE, phone.seed) for phone in phones]
    devices = [
        m.Device(
            **ours, code=phone.code, kind="crew_phone", public_key=key.verifier.public, person=person, enrolled_at=now,
            token=sha256(phone.token.encode()).hexdigest(),
        )
        for phone, key, person in zip(phones, keys, people, strict=True)
    ]  # fmt: skip
    m.Device.objects.bulk_create(devices, BATCH)
    each = -(-sizes.ops_before // sizes.phones_of_a_crew)
    before = [
        _op_row(phone, key, device, mission, number, now)
        for phone, key, device, mission in zip(phones, keys, devices, of, strict=True)
        for number in range(1, each + 1)
    ]
    m.DeviceOp.objects.bulk_create(before, BATCH)
    return [msgspec.structs.replace(phone, counter=each) for phone in phones]


def _op_row(phone: Phone, key: SigningKey, device: Any, mission: Any, number: int, now: datetime) -> Any:
    """Give what a phone sent earlier today, kept as `receive_ops` keeps it."""
    body = canonical_json(canonical_op(word_of(phone, number, now - timedelta(minutes=90 - number)))).encode()
    return m.DeviceOp(
        organisation_id=OURS, op=f"{phone.code}-{number}", digest=sha256(body).hexdigest(), device=device,
        counter=number, mission=mission, body=body, signature=key.sign(body), received_at=now,
    )  # fmt: skip


def _spots() -> list[Spot]:
    found = [place for place in places_of(OURS).by_code.values() if place.position is not None]
    near = [(place, coarse(place.position)) for place in found[:200] if place.position is not None]
    return [Spot(place.name_uk, place.katottg, at.lon, at.lat) for place, at in near]


def _households(cast: Cast, sizes: Sizes, pace: Pace, seconds: float) -> list[str]:
    """Seal what callers tell of themselves, as the operators' browsers do, enough for every call of the load."""
    a_call_s = (pace.between_calls_s + 5 * pace.field_s) / pace.faster
    calls = min(int(sizes.operators * (seconds / a_call_s + 2)), MOST_SEALED)
    told = HouseholdIdentity(asker="Вигадана Особа", house="7", flat="12", note="дзвонила сусідка; собака")
    keys = cast.keys(OPERATORS[0])
    return [msgspec.json.encode(seal_identity(keys, RecordKind.HOUSEHOLD, told)).decode() for _ in range(calls)]
