"""Rows of services about the transit centre, records, keys, the ledger and the work behind."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from openevac.domain.events import ArrivedBy
from openevac.domain.incidents import IncidentKind, KnownBy
from openevac.domain.needs import BedKind
from openevac.domain.places import LonLat
from openevac.domain.roles import Role
from openevac.domain.tracing import MatchState, TraceSide
from openevac.ledger.checkpoint import cosign
from openevac.ledger.note import KeyKind, SigningKey, parse_note
from openevac.services.kernel.who import local_day
from openevac.services.keys.badges import BadgeGiven, NewBadge, issue_badge, take_back_badge
from openevac.services.keys.devices import (
    DeskPhone,
    DeviceKind,
    Leave,
    NewDevice,
    NewPartner,
    add_partner,
    enrol_device,
    keep_desk_phone,
    revoke_device,
)
from openevac.services.keys.enrolment import OfferEnrolment, offer_enrolment, see_offer
from openevac.services.keys.people import Leaving, NewColleague, add_person, revoke_person
from openevac.services.keys.rotating import (
    Exchanged,
    NewEpoch,
    OldKeyGoes,
    begin_rotation,
    end_rotation,
    exchange_wraps,
    wraps_to_exchange,
)
from openevac.services.keys.see_devices import see_devices
from openevac.services.keys.shifts import ShiftEnding, ShiftStart, end_shift, lock_everything, start_shift
from openevac.services.log.export_log import export_log
from openevac.services.log.phone_witness import keep_phone_cosignature, see_checkpoint
from openevac.services.log.sign_checkpoint import sign_checkpoint
from openevac.services.log.witnesses import NewWitness, keep_witness
from openevac.services.missions.trackers import StartTracker, start_tracker
from openevac.services.planning_inputs import PlanningFiles, name_planning_files
from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival, Tonight
from openevac.services.reception.assign_unit import AssignUnit, assign_unit
from openevac.services.reception.change_arrival import ChangeArrival, change_arrival
from openevac.services.reception.close_trace import CloseTrace, close_trace
from openevac.services.reception.depart_onward import DepartOnward, RecordReturn, depart_onward, record_return
from openevac.services.reception.households_here import find_household, see_household
from openevac.services.reception.keep_shelters import KeepShelter, Room, keep_shelter
from openevac.services.reception.notify_relative import (
    NameRelative,
    OpenContact,
    RecordTold,
    Told,
    name_relative,
    open_contact,
    record_told,
)
from openevac.services.reception.open_arrivals import OpenArrivals, open_arrivals
from openevac.services.reception.open_match import OpenMatch, open_match
from openevac.services.reception.register_arrival import register_arrival
from openevac.services.reception.see_expected import hall_mark, see_expected
from openevac.services.reception.see_reception import see_reception
from openevac.services.reception.see_shelters import see_shelters
from openevac.services.reception.see_tracing import see_match, see_search, see_what_waits
from openevac.services.reception.tracing import MatchTrace, OpenTrace, match_trace, open_trace
from openevac.services.reception.waiting import see_to_tell
from openevac.services.records.custody import (
    ExportExhibit,
    OpenExhibit,
    TakeExhibit,
    export_exhibit,
    open_exhibit,
    take_exhibit,
)
from openevac.services.records.erase_person import ErasePerson, erase_person
from openevac.services.records.exports import (
    AnswerExport,
    AskExport,
    WhatLeaves,
    approve_export,
    ask_export,
    finish_export,
)
from openevac.services.records.record_incident import RecordIncident, record_incident
from openevac.services.records.see_audit import prove_custody, prove_entry, prove_incident, see_audit
from openevac.services.records.see_erasure import see_erasure
from openevac.services.records.see_exports import see_exports
from openevac.services.records.see_figures import see_figures
from openevac.services.records.see_incidents import see_incidents
from openevac.services.work.backup import make_backup
from openevac.services.work.retention import run_retention
from openevac.services.work.see_health import House, see_health
from openevac.services.work.see_retention import see_retention
from openevac.store import models as m
from openevac.vault.records import RecordKind
from tests.services.matrix.askers import OURS
from tests.services.matrix.rows import Probe, row
from tests.services.matrix.world import PHOTO, Things, World, sealed

WITNESS = SigningKey("witness.example/one", KeyKind.COSIGNATURE, bytes(range(32)))
DIGEST = "cd" * 32


@row("reception.keep_shelters.keep_shelter", "keep_shelters", "shelter", names=False)
def _shelter(p: Probe) -> Any:
    rooms = (Room(code="hall", kind=BedKind.ORDINARY, beds=3),)
    return keep_shelter(p.order, KeepShelter(code="second", position=LonLat(36.0, 49.0), rooms=rooms))


@row("reception.register_arrival.register_arrival", "register_arrival", "registration", today="day")
def _arrive(p: Probe) -> Any:
    asked = RegisterArrival(shelter=p.at.shelter, arrived_by=ArrivedBy.ON_FOOT, people=(ArrivingPerson(),))
    return register_arrival(p.order, asked)


@row("reception.assign_unit.assign_unit", "assign_unit", "registration", today="row")
def _bed(p: Probe) -> Any:
    return assign_unit(p.order, AssignUnit(code=p.at.registered, room=p.at.room))


@row("reception.change_arrival.change_arrival", "register_arrival", "registration", today="row")
def _tonight(p: Probe) -> Any:
    return change_arrival(p.order, ChangeArrival(code=p.at.registered, tonight=Tonight(talk=True)))


@row("reception.open_arrivals.open_arrivals", "open_identities", "registration")
def _todays_names(p: Probe) -> Any:
    return open_arrivals(p.order, OpenArrivals(shelter=p.at.shelter))


@row("reception.see_expected.see_expected", "see_reception", "shelter", today="day")
def _see_expected(p: Probe) -> Any:
    return see_expected(p.asking, p.at.shelter)


@row("reception.see_expected.hall_mark", "see_reception", "shelter", today="day")
def _hall_mark(p: Probe) -> Any:
    return hall_mark(p.asking, p.at.shelter)


@row("reception.see_shelters.see_shelters", "see_reception", "shelter", today="day", names=False)
def _see_shelters(p: Probe) -> Any:
    return see_shelters(p.asking)


@row("reception.households_here.find_household", "see_reception", "registration", today="row")
def _find_household(p: Probe) -> Any:
    return find_household(p.asking, p.at.registered)


@row("reception.households_here.see_household", "see_reception", "registration", today="row")
def _see_household(p: Probe) -> Any:
    ours = [organisation.id for organisation in m.Organisation.objects.all()]
    people = m.Evacuee.objects.filter(organisation__in=ours, code=p.at.registered)
    return see_household(p.asking, people.values_list("household", flat=True).first() or UUID(int=1))


@row("reception.waiting.see_to_tell", "notify_relative", "relative", names=False)
def _see_to_tell(p: Probe) -> Any:
    return see_to_tell(p.asking)


@row("reception.depart_onward.depart_onward", "depart_onward", "registration")
def _onward(p: Probe) -> Any:
    return depart_onward(p.order, DepartOnward(code=p.at.registered, to="Lviv oblast"))


@row("reception.depart_onward.record_return", "record_return", "person")
def _return(p: Probe) -> Any:
    return record_return(p.order, RecordReturn(code=p.at.registered))


@row("reception.notify_relative.name_relative", "notify_relative", "relative")
def _relative(p: Probe) -> Any:
    return name_relative(p.order, NameRelative(code=p.at.registered, contact=sealed(RecordKind.RELATIVE)))


@row("reception.notify_relative.open_contact", "open_identities", "relative")
def _contact(p: Probe) -> Any:
    role = Role.NOTIFIER if Role.NOTIFIER in p.asker.roles else Role.OPERATOR
    return open_contact(p.order, OpenContact(to_tell=p.at.to_tell, role=role))


@row("reception.notify_relative.record_told", "notify_relative", "relative")
def _told(p: Probe) -> Any:
    return record_told(p.order, RecordTold(to_tell=p.at.to_tell, told=Told.BY_VOICE))


@row("reception.tracing.open_trace", "open_trace", "trace", names=False)
def _trace(p: Probe) -> Any:
    identity = sealed(RecordKind.TRACE)
    return open_trace(p.order, OpenTrace(side=TraceSide.SEARCHES, tags=("f" * 32,), identity=identity))


@row("reception.see_tracing.see_search", "open_trace", "trace")
def _search(p: Probe) -> Any:
    return see_search(p.asking, p.at.trace.hex)


@row("reception.see_tracing.see_what_waits", "match_trace", "trace", names=False)
def _what_waits(p: Probe) -> Any:
    return see_what_waits(p.asking)


@row("reception.see_tracing.see_match", "match_trace", "trace")
def _see_match(p: Probe) -> Any:
    return see_match(p.asking, p.at.match)


@row("reception.open_match.open_match", "open_identities", "trace")
def _open_match(p: Probe) -> Any:
    return open_match(p.order, OpenMatch(match=p.at.match))


@row("reception.close_trace.close_trace", "close_trace", "trace")
def _close_trace(p: Probe) -> Any:
    return close_trace(p.order, CloseTrace(trace=p.at.trace))


@row("reception.tracing.match_trace", "match_trace", "trace")
def _match(p: Probe) -> Any:
    return match_trace(p.order, MatchTrace(match=p.at.match, state=MatchState.AGREED))


@row("reception.see_reception.see_reception", "see_reception", "shelter", today="day")
def _see_reception(p: Probe) -> Any:
    return see_reception(p.asking, p.at.shelter)


@row("reception.see_reception.see_reception", "see_reception", "shelter")
def _see_yesterday(p: Probe) -> Any:
    return see_reception(p.asking, p.at.shelter, local_day(p.world.clock.now()) - timedelta(days=1))


@row("records.record_incident.record_incident", "record_incident", "incident", of_mission=True, names=False)
def _incident(p: Probe) -> Any:
    asked = RecordIncident(
        kind=IncidentKind.DRONE_STRIKE, happened_at=p.world.clock.now(), known_by=KnownBy.HEARD, mission=p.at.mission
    )
    return record_incident(p.order, asked)


@row("records.custody.take_exhibit", "record_incident", "incident")
def _take(p: Probe) -> Any:
    original = sealed(RecordKind.EXHIBIT)
    asked = TakeExhibit(incident=p.at.incident, sha256=DIGEST, size_bytes=3, media_type="image/jpeg", original=original)
    return take_exhibit(p.order, asked)


@row("records.custody.open_exhibit", "open_identities", "incident")
def _open(p: Probe) -> Any:
    return open_exhibit(p.order, OpenExhibit(exhibit=p.at.exhibit, reason="to describe it"))


@row("records.custody.export_exhibit", "export_incidents", "incident")
def _export_exhibit(p: Probe) -> Any:
    return export_exhibit(p.order, ExportExhibit(exhibit=p.at.exhibit, export=p.at.approved, sha256=PHOTO))


@row("records.exports.ask_export", "ask_export", "organisation", names=False)
def _ask(p: Probe) -> Any:
    return ask_export(p.order, AskExport(what=WhatLeaves.FIGURES, reason="report of the month"))


@row("records.exports.approve_export", "approve_export", "organisation", missing="NotAllowed")
def _approve(p: Probe) -> Any:
    return approve_export(p.order, AnswerExport(export=p.at.export))


def _asked_by_kateryna(world: World, at: Things) -> None:
    m.ExportRequest.objects.filter(id=at.export).update(asked_by="kateryna")


@row(
    "records.exports.approve_export", "approve_export", "organisation", missing="NotAllowed", before=_asked_by_kateryna,
    also_refused=frozenset({"kateryna"}),
)  # fmt: skip
def _approve_own(p: Probe) -> Any:
    return approve_export(p.order, AnswerExport(export=p.at.export))


@row("records.exports.finish_export", "ask_export", "organisation")
def _finish(p: Probe) -> Any:
    return finish_export(p.order, AnswerExport(export=p.at.approved))


@row("records.see_erasure.see_erasure", "erase_person", "person")
def _see_erasure(p: Probe) -> Any:
    return see_erasure(p.asking, receipt=p.at.loose)


@row("records.erase_person.erase_person", "erase_person", "person")
def _erase(p: Probe) -> Any:
    return erase_person(p.order, ErasePerson(receipt=p.at.loose))


@row("records.see_figures.see_figures", "see_figures", "organisation", names=False)
def _figures(p: Probe) -> Any:
    day = local_day(p.world.clock.now())
    return see_figures(p.asking, day, day)


@row("records.see_incidents.see_incidents", "see_incidents", "incident", names=False)
def _see_incidents(p: Probe) -> Any:
    return see_incidents(p.asking, (p.at.incident,))


@row("records.see_audit.see_audit", "see_audit", "ledger", names=False)
def _audit(p: Probe) -> Any:
    return see_audit(p.asking)


@row("records.see_exports.see_exports", "ask_export", "organisation", names=False)
def _exports(p: Probe) -> Any:
    return see_exports(p.asking)


def _checkpoint(world: World, at: Things) -> None:
    from openevac.services.kernel.who import worker_of

    sign_checkpoint(worker_of(OURS), world.clock)


@row("records.see_audit.prove_entry", "see_audit", "ledger", before=_checkpoint)
def _prove(p: Probe) -> Any:
    return prove_entry(p.asking, p.at.entry)


@row("records.see_audit.prove_incident", "see_incidents", "incident", names=False, before=_checkpoint)
def _prove_incident(p: Probe) -> Any:
    return prove_incident(p.asking, p.at.incident)


@row("records.see_audit.prove_custody", "see_incidents", "incident", names=False, before=_checkpoint)
def _prove_custody(p: Probe) -> Any:
    return prove_custody(p.asking, p.at.exhibit)


@row("log.export_log.export_log", "see_audit", "ledger", names=False, before=_checkpoint)
def _export_log(p: Probe) -> Any:
    return list(export_log(p.asking)[1])


@row("keys.see_devices.see_devices", "revoke_device", "device", names=False)
def _devices(p: Probe) -> Any:
    return see_devices(p.asking)


@row("keys.badges.issue_badge", "issue_badge", "organisation", names=False)
def _badge(p: Probe) -> Any:
    return issue_badge(p.order, NewBadge(code="novyi", recipient="age1x"))


@row("keys.badges.take_back_badge", "issue_badge", "organisation", names=False)
def _badge_back(p: Probe) -> Any:
    return take_back_badge(p.order, BadgeGiven(code=p.at.badge, day=local_day(p.world.clock.now())))


@row("keys.devices.enrol_device", "enrol_device", "device")
def _enrol(p: Probe) -> Any:
    asked = NewDevice(code="phone-new", kind=DeviceKind.CREW_PHONE, person=p.at.colleague, token_sha256=DIGEST)
    return enrol_device(p.order, asked)


@row("keys.enrolment.offer_enrolment", "enrol_device", "device")
def _offer(p: Probe) -> Any:
    return offer_enrolment(p.order, OfferEnrolment(code="phone-new", person=p.at.colleague, secret_sha256=DIGEST))


def _offered(world: World, at: Things) -> None:
    """Let an offer lie where the phone of this place is; nowhere there is none."""
    from openevac.store.models import Device, EnrolmentOffer

    now = world.clock.now()
    for one in Device.objects.filter(code=at.device):
        EnrolmentOffer.objects.create(
            organisation=one.organisation, code=one.code, person=one.person, secret_sha256=DIGEST, made_at=now,
            ends_at=now,
        )  # fmt: skip


@row("keys.enrolment.see_offer", "enrol_device", "device", before=_offered)
def _see_offer(p: Probe) -> Any:
    return see_offer(p.asking, p.at.device)


@row("missions.trackers.start_tracker", "enrol_device", "device")
def _tracker(p: Probe) -> Any:
    return start_tracker(p.order, StartTracker(mission=p.at.mission, token_sha256=DIGEST))


@row("keys.devices.revoke_device", "revoke_device", "device")
def _revoke(p: Probe) -> Any:
    return revoke_device(p.order, Leave(code=p.at.device, reason="lost"))


@row("keys.devices.add_partner", "keep_people_and_keys", "organisation", names=False)
def _partner(p: Probe) -> Any:
    return add_partner(p.order, NewPartner(code="novi_druzi", token_sha256=DIGEST))


@row("keys.devices.keep_desk_phone", "keep_people_and_keys", "organisation", names=False)
def _desk_phone(p: Probe) -> Any:
    return keep_desk_phone(p.order, DeskPhone(code="proliska", phone="067 000 11 22"))


@row("keys.people.add_person", "keep_people_and_keys", "organisation", names=False)
def _add(p: Probe) -> Any:
    asked = NewColleague(code="nadiia", roles=(Role.CREW,), recipient="age1x", sealed_key=b"sealed", pin=b"pin")
    return add_person(p.order, asked)


@row("keys.people.revoke_person", "keep_people_and_keys", "organisation")
def _leave(p: Probe) -> Any:
    return revoke_person(p.order, Leaving(code=p.at.colleague, reason="left"))


@row("keys.rotating.begin_rotation", "keep_people_and_keys", "organisation", names=False)
def _begin(p: Probe) -> Any:
    asked = NewEpoch(
        role=Role.OPERATOR, epoch=2, recipient="age1y", to_people={"olena": b"x"},
        to_envelopes={"A": b"x", "B": b"x"},
    )  # fmt: skip
    return begin_rotation(p.order, asked)


def _rotating(world: World, at: Things) -> None:
    key = m.RoleKey.objects.get(organisation=OURS, role="operator", epoch=1)
    key.retired_at = world.clock.now()
    key.save()
    m.RoleKey.objects.create(
        organisation_id=OURS, role="operator", epoch=2, recipient="age1y", created_at=world.clock.now()
    )
    m.RecordWrap.objects.filter(role="operator", epoch=1).update(epoch=2)


@row("keys.rotating.exchange_wraps", "keep_people_and_keys", "organisation", names=False, before=_rotating)
def _exchange(p: Probe) -> Any:
    return exchange_wraps(p.order, Exchanged(role=Role.OPERATOR, from_epoch=1, rows=()))


@row("keys.rotating.end_rotation", "keep_people_and_keys", "organisation", names=False, before=_rotating)
def _end(p: Probe) -> Any:
    return end_rotation(p.order, OldKeyGoes(role=Role.OPERATOR, epoch=1))


@row("keys.rotating.wraps_to_exchange", "keep_people_and_keys", "organisation", names=False)
def _wraps(p: Probe) -> Any:
    return wraps_to_exchange(p.asking, Role.OPERATOR, 1, None, 10)


@row("keys.shifts.start_shift", "start_shift", "organisation", names=False)
def _start(p: Probe) -> Any:
    return start_shift(p.order, ShiftStart(workstation="desk-1"))


def _shift_runs(world: World, at: Things) -> None:
    start_shift(world.order("liudmyla"), ShiftStart(workstation="desk-1"))


@row("keys.shifts.end_shift", "end_shift", "organisation", names=False, before=_shift_runs)
def _end_shift(p: Probe) -> Any:
    return end_shift(p.order, ShiftEnding())


@row("keys.shifts.lock_everything", "lock_everything", "organisation", names=False)
def _lock(p: Probe) -> Any:
    return lock_everything(p.order, ShiftEnding(reason="somebody knocks"))


@row("log.phone_witness.see_checkpoint", "witness_ledger", "ledger", names=False, before=_checkpoint)
def _see_checkpoint(p: Probe) -> Any:
    return see_checkpoint(p.asking)


def _cosigned(world: World, at: Things) -> None:
    _checkpoint(world, at)
    m.Witness.objects.create(name=WITNESS.name, vkey=WITNESS.verifier.text(), added_at=world.clock.now())


@row("log.phone_witness.keep_phone_cosignature", "witness_ledger", "ledger", names=False, before=_cosigned)
def _cosign(p: Probe) -> Any:
    newest = m.Checkpoint.objects.latest("size")
    line = cosign(parse_note(newest.note), WITNESS, p.world.clock.now()).text()
    return keep_phone_cosignature(p.asking, WITNESS.name, newest.size, line)


@row("log.sign_checkpoint.sign_checkpoint", "sign_checkpoint", "ledger", names=False)
def _sign(p: Probe) -> Any:
    return sign_checkpoint(p.asker.who, p.world.clock)


@row("log.witnesses.keep_witness", "keep_witnesses", "ledger", names=False)
def _witness(p: Probe) -> Any:
    return keep_witness(p.order, NewWitness(vkey=WITNESS.verifier.text()))


@row("planning_inputs.name_planning_files", "keep_fleet", "organisation", names=False)
def _files(p: Probe) -> Any:
    return name_planning_files(p.order, PlanningFiles(region="/srv/region"))


@row("work.backup.make_backup", "back_up", "organisation", names=False)
def _backup(p: Probe) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return make_backup(p.order, Path(folder))


@row("work.see_health.see_health", "see_audit", "ledger", names=False)
def _see_health(p: Probe) -> Any:
    nowhere = Path(tempfile.gettempdir()) / "nowhere"
    return see_health(p.asking, House(home=nowhere, certificate=nowhere / "pages.pem"))


@row("work.see_retention.see_retention", "see_audit", "ledger", names=False)
def _see_retention(p: Probe) -> Any:
    return see_retention(p.asking)


@row("work.retention.run_retention", "run_retention", "organisation", names=False)
def _retention(p: Probe) -> Any:
    return run_retention(p.order)
