"""One organisation that works a day with invented people, through the real client and services."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from openevac.domain.events import ArrivedBy, Channel, ConfirmationKind
from openevac.domain.incidents import IncidentKind, KnownBy
from openevac.domain.needs import BedKind, Needs
from openevac.domain.places import LonLat
from openevac.domain.tracing import TraceSide
from openevac.vault.identities import (
    EvacueeIdentity,
    HouseholdIdentity,
    IncidentStatement,
    RegistrationIdentity,
    RelativeIdentity,
    TraceIdentity,
)
from openevac.vault.records import RecordKind
from tests.needles.people import Invented
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import FAR_TOWN, measured, tag

EVERY_ARRIVAL = 5
IMPORTED = 10
"""Every fifth person arrives and names a relative; every tenth comes in a sheet."""


def work_a_day(cast: Cast, people: list[Invented], home: Path) -> list[str]:
    """Register, import, let arrive, name relatives, record, back up and export; gives the receipts."""
    from openevac.services.requests.import_requests import ImportRow, import_requests
    from openevac.services.requests.register_request import register_request

    measured(cast)
    _open_house(cast)
    receipts, sheet = [], []
    for number, one in enumerate(people):
        asked = _request(cast, one, number)
        if number % IMPORTED == 1:
            sheet.append(ImportRow(number=number, request=asked))
            continue
        registered = register_request(cast.order("olena"), asked)
        receipts.append(registered.receipt)
        if number % EVERY_ARRIVAL == 0:
            _arrive(cast, one, registered.evacuees[0])
    for row in import_requests(cast.order("olena"), sheet):
        assert row.registered is not None, row.fault
        receipts.append(row.registered.receipt)
    for one in people[:5]:
        _remember(cast, one)
    _share(cast, receipts[1:4])
    _leave_the_house(cast, home)
    return receipts


def _request(cast: Cast, one: Invented, number: int) -> Any:
    """Ask as somebody who lives apart from the others: nobody has a thousand neighbours within a hundred metres."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.requests.new_request import NewEvacuee, RegisterRequest

    keys = cast.keys("olena")
    household = HouseholdIdentity(
        asker=one.name, phones=(one.phone,), street=one.street, house=one.house, note=one.note,
        pin=LonLat(36.80213, 49.61131),
    )  # fmt: skip
    person = EvacueeIdentity(name=one.name, health=one.health)
    return RegisterRequest(
        needs=Needs(walks=1),
        channel=Channel.PHONE,
        katottg=FAR_TOWN,
        position=LonLat(36.6 + number % 40 * 0.01, 49.4 + number // 40 % 40 * 0.01),
        phone_tags=(keys.keyring.phone_tag(one.phone),),
        coalition_tags=(tag(f"coalition {one.phone}"),),
        house_tag=keys.keyring.house_tag(FAR_TOWN, one.street, one.house),
        household=seal_identity(keys, RecordKind.HOUSEHOLD, household),
        people=(NewEvacuee(identity=seal_identity(keys, RecordKind.EVACUEE, person)),),
    )


def _open_house(cast: Cast) -> None:
    from openevac.services.reception.keep_shelters import KeepShelter, Room, keep_shelter

    rooms = tuple(Room(code=f"hall-{number}", kind=BedKind.ORDINARY, beds=500) for number in range(6))
    keep_shelter(cast.order("raisa"), KeepShelter(code="transit", position=LonLat(37.0, 49.5), rooms=rooms))


def _arrive(cast: Cast, one: Invented, code: str) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
    from openevac.services.reception.notify_relative import NameRelative, name_relative
    from openevac.services.reception.register_arrival import register_arrival

    told = RegistrationIdentity(name=one.told_as, note=one.health)
    identity = seal_identity(cast.keys("raisa"), RecordKind.REGISTRATION, told)
    driver = seal_identity(cast.keys("raisa"), RecordKind.RELATIVE, RelativeIdentity(number=one.phone))
    came = RegisterArrival(
        shelter="transit", arrived_by=ArrivedBy.NEIGHBOUR, people=(ArrivingPerson(code=code, identity=identity),),
        driver=driver,
    )  # fmt: skip
    registered = register_arrival(cast.order("raisa"), came).people[0].code
    contact = seal_identity(cast.keys("raisa"), RecordKind.RELATIVE, RelativeIdentity(number=one.relative))
    name_relative(cast.order("raisa"), NameRelative(code=registered, contact=contact))


def _remember(cast: Cast, one: Invented) -> None:
    """Record what somebody tells, and let somebody look for them."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.reception.tracing import OpenTrace, open_trace
    from openevac.services.records.record_incident import RecordIncident, record_incident

    told = IncidentStatement(told_by=one.name, words=one.note)
    statement = seal_identity(cast.keys("dmytro"), RecordKind.INCIDENT, told)
    what = RecordIncident(
        kind=IncidentKind.DRONE_STRIKE, happened_at=cast.clock.now(), known_by=KnownBy.HEARD, statement=statement
    )
    record_incident(cast.order("dmytro"), what)
    meant = TraceIdentity(
        side=TraceSide.SEARCHES, name=one.told_as, asked_by=one.name, phones=(one.relative,), words=one.note
    )
    keys = cast.keys("olena")
    sought = OpenTrace(
        side=TraceSide.SEARCHES,
        tags=(keys.keyring.phone_tag(one.phone),),
        identity=seal_identity(keys, RecordKind.TRACE, meant),
    )
    open_trace(cast.order("olena"), sought)


def _share(cast: Cast, receipts: list[str]) -> None:
    """Let a partner and a phone in, whose tokens are their codes, and offer the partner some requests."""
    from openevac.services.keys.devices import DeviceKind, NewDevice, NewPartner, add_partner, enrol_device
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
    from openevac.services.requests.offer_request import OfferRequest, offer_request

    def digest(code: str) -> str:
        return sha256(code.encode()).hexdigest()

    for code, person in (("desk-kateryna", "kateryna"), ("phone-sashko", "sashko")):
        device = NewDevice(code=code, kind=DeviceKind.CREW_PHONE, person=person, token_sha256=digest(code))
        enrol_device(cast.order("liudmyla"), device)
    add_partner(cast.order("liudmyla"), NewPartner(code="proliska", token_sha256=digest("proliska")))
    for receipt in receipts:
        sign = Sign(kind=ConfirmationKind.CALL_BACK, source=f"call {receipt}", channel=Channel.PHONE)
        confirm_request(cast.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))
        offer_request(cast.order("kateryna"), OfferRequest(receipt=receipt))


def _leave_the_house(cast: Cast, home: Path) -> None:
    """Sign the ledger, make a backup, export the ledger, the figures and the list of requests."""
    import msgspec

    from openevac.services.kernel.who import worker_of
    from openevac.services.log.export_log import export_log
    from openevac.services.log.sign_checkpoint import sign_checkpoint
    from openevac.services.records.see_figures import see_figures
    from openevac.services.requests.see_requests import RequestFilter, see_requests
    from openevac.services.work.backup import make_backup

    exports = home / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    sign_checkpoint(worker_of(ORGANISATION), cast.clock)
    _, lines = export_log(cast.asking("liudmyla"))
    (exports / "ledger").write_bytes(b"".join(lines))
    today = cast.clock.now().date()
    figures = see_figures(cast.asking("zoia"), today, today)
    (exports / "figures").write_bytes(msgspec.json.encode(figures))
    page = see_requests(cast.asking("olena"), RequestFilter(), most=50)
    (exports / "requests").write_bytes(msgspec.json.encode(page))
    make_backup(cast.order("liudmyla"), home / "backups")


def ask_the_web(port: int, receipts: list[str]) -> int:
    """Ask everything the interface answers, as everybody who may; gives how many questions were answered."""
    from http.client import HTTPConnection

    answered = 0
    for token in ("desk-kateryna", "phone-sashko", "proliska", "nobody"):
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        for method, path, body in (
            ("GET", "pulse", None), ("GET", "mission", None), ("GET", "checkpoint", None), ("GET", "claims", None),
            ("GET", "mission/12", None), ("POST", "lock", {"command_id": str(uuid4())}),
            ("POST", "claims/take", {"command_id": str(uuid4()), "tag": "0" * 32}), ("GET", receipts[0][-3:], None),
        ):  # fmt: skip
            sent = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1/{path}", body=sent, headers=headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status < 500, (method, path, answer.status)
            answered += 1
        connection.close()
    return answered
