"""Plans, missions, trips, stops, and what crews said and did."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import MISSION, MISSION_PLANNING, MISSION_SEALED, MISSION_STAFF
from openevac.store.models.fleet import Crew, Vehicle
from openevac.store.models.organisations import Device, OfOrganisation
from openevac.store.models.reception import Shelter
from openevac.store.models.requests import EvacuationRequest, Evacuee, SealedRecord


class PlanRecord(OfOrganisation):
    """One plan as the planner made it, and the snapshot it was made from."""

    made_at = MISSION(models.DateTimeField(), "when")
    made_for = MISSION(models.DateField(), "for which day")
    asked_by = MISSION(models.CharField(max_length=64), "who asked for it")
    snapshot = MISSION(
        models.CharField(max_length=64), "fingerprint of requests, access, hazards and fleet it rests on"
    )
    body = MISSION_PLANNING(models.BinaryField(), "the plan as plan.json")
    left_out = MISSION_PLANNING(
        models.JSONField(default=list), "what was left out before planning, and why: template and facts"
    )
    other_ways = MISSION(
        models.JSONField(default=dict), "fastest and least dangerous way of each leg, by vehicle: minutes, km, danger"
    )
    difference = MISSION_PLANNING(
        models.JSONField(default=dict), "what a day planned again changes: promises kept or broken, changes, reasons"
    )


class Mission(OfOrganisation):
    """One vehicle's and crew's outing, from two yeses to the hand-over."""

    code = MISSION(models.CharField(max_length=32), "its number, spoken and printed")
    plan = MISSION(models.ForeignKey(PlanRecord, on_delete=models.PROTECT, related_name="missions"), "which plan")
    version = MISSION(models.PositiveSmallIntegerField(default=1), "a re-plan makes a new version with new yeses")
    replaces = MISSION(
        models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+"), "the version before"
    )
    status = MISSION(models.CharField(max_length=32, default="planned"), "where it stands")
    vehicle = MISSION(models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+"), "which vehicle")
    crew = MISSION_STAFF(models.ForeignKey(Crew, on_delete=models.PROTECT, related_name="missions"), "which crew")
    departs_at = MISSION(models.DateTimeField(), "planned departure")
    returns_at = MISSION(models.DateTimeField(), "planned return")
    wave = MISSION(models.PositiveSmallIntegerField(default=1), "which departure window of its plan it leaves in")
    approved_by = MISSION_STAFF(models.CharField(max_length=64, blank=True), "the coordinator's yes")
    approved_at = MISSION(models.DateTimeField(null=True), "when")
    approved_method = MISSION(models.CharField(max_length=16, blank=True), "PIN, call or device")
    approved_recorded_by = MISSION_STAFF(models.CharField(max_length=64, blank=True), "who typed it, told by call")
    accepted_by = MISSION_STAFF(models.CharField(max_length=64, blank=True), "the crew leader's yes")
    accepted_at = MISSION(models.DateTimeField(null=True), "when")
    accepted_method = MISSION(models.CharField(max_length=16, blank=True), "PIN, call or device")
    accepted_recorded_by = MISSION_STAFF(models.CharField(max_length=64, blank=True), "who typed it, told by call")
    solo_by = MISSION_STAFF(models.CharField(max_length=64, blank=True), "who is alone on shift")
    solo_sentence = MISSION(models.CharField(max_length=300, blank=True), "why one person said both yeses")
    dispatched_at = MISSION(models.DateTimeField(null=True), "when it left")
    silent_until = MISSION(models.DateTimeField(null=True), "until when no word is expected")
    next_contact_at = MISSION(models.DateTimeField(null=True), "when the next word is due")
    last_contact_at = MISSION(models.DateTimeField(null=True), "when the crew was last heard")
    last_lon = MISSION(models.FloatField(null=True), "where, rounded to 100 m")
    last_lat = MISSION(models.FloatField(null=True), "where, rounded to 100 m")
    overdue_level = MISSION(models.CharField(max_length=16, default="not_due"), "how late their word is")
    turned_back_at = MISSION(models.DateTimeField(null=True), "when they turned back")
    closed_at = MISSION(models.DateTimeField(null=True), "when everything was done")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code", "version"), name="mission_version"),)
        indexes = (models.Index(fields=("organisation", "status", "next_contact_at"), name="mission_now"),)


class MissionTick(OfOrganisation):
    """One tick of the list that is gone through before a van leaves; taking it back is a newer row."""

    mission = MISSION(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="ticks"), "which version")
    item = MISSION(models.CharField(max_length=32), "what was looked at")
    done = MISSION(models.BooleanField(), "ticked, or taken back")
    at = MISSION(models.DateTimeField(), "when")
    by = MISSION_STAFF(models.CharField(max_length=64), "who looked")

    class Meta:
        indexes = (models.Index(fields=("mission", "item", "at"), name="tick_newest"),)


class Trip(OfOrganisation):
    """From where the van starts over its stops to the shelter, or to a relay where another vehicle takes people on."""

    mission = MISSION(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="trips"), "of which mission")
    number = MISSION(models.PositiveSmallIntegerField(), "first, second ...")
    shelter = MISSION(
        models.ForeignKey(Shelter, on_delete=models.PROTECT, related_name="+", null=True),
        "where people get off; empty where the trip ends at a relay",
    )
    relay = MISSION(models.CharField(max_length=64, blank=True), "the relay it ends at; empty at a shelter")
    hand_over_at = MISSION(models.DateTimeField(null=True), "planned: from when on another vehicle takes them")
    departs_at = MISSION(models.DateTimeField(), "planned")
    arrives_at = MISSION(models.DateTimeField(), "planned")
    handed_over_at = MISSION(models.DateTimeField(null=True), "when people were handed over")
    counted = MISSION(models.PositiveSmallIntegerField(null=True), "heads counted at the hand-over")
    count_note = MISSION(models.CharField(max_length=300, blank=True), "why the count differs from who was aboard")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mission", "number"), name="trip_number"),)


class Stop(OfOrganisation):
    """One halt at a door, a meeting point or a relay, and what happened there."""

    trip = MISSION(models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="stops"), "of which trip")
    number = MISSION(models.PositiveSmallIntegerField(), "order")
    code = MISSION(models.CharField(max_length=32), "spoken and printed: mission, stop")
    request = MISSION_PLANNING(
        models.ForeignKey(EvacuationRequest, on_delete=models.SET_NULL, null=True, related_name="stops"),
        "which household; empty once it is erased",
    )
    check_address_only = MISSION(models.BooleanField(default=False), "unconfirmed: only beside a confirmed stop")
    meeting_point = MISSION(models.CharField(max_length=64, blank=True), "where they are met; empty at the door")
    relay = MISSION(models.CharField(max_length=64, blank=True), "where another vehicle brings them; empty elsewhere")
    met_lon = MISSION(models.FloatField(null=True), "where that point or relay is")
    met_lat = MISSION(models.FloatField(null=True), "where that point or relay is")
    waits_from = MISSION(models.DateTimeField(null=True), "planned: since when they wait at the relay")
    arrives_at = MISSION(models.DateTimeField(), "planned")
    service_s = MISSION(models.FloatField(), "planned minutes on scene, in seconds")
    outcome = MISSION(models.CharField(max_length=32, blank=True), "what happened")
    outcome_at = MISSION(models.DateTimeField(null=True), "when")
    outcome_reason = MISSION(models.CharField(max_length=300, blank=True), "asked for danger to life")
    pieces_left = MISSION(models.PositiveSmallIntegerField(default=0), "belongings that stayed")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("trip", "number"), name="stop_number"),
            models.UniqueConstraint(fields=("organisation", "code"), name="stop_code"),
        )
        indexes = (models.Index(fields=("organisation", "outcome", "outcome_at"), name="stop_outcome"),)


class Consent(OfOrganisation):
    """On whose word one person boards."""

    evacuee = MISSION_PLANNING(models.ForeignKey(Evacuee, on_delete=models.CASCADE, related_name="consents"), "who")
    stop = MISSION(
        models.ForeignKey(Stop, on_delete=models.CASCADE, null=True, related_name="consents"), "at which stop"
    )
    kind = MISSION(models.CharField(max_length=32), "own, guardian, decided for, danger to life")
    at = MISSION(models.DateTimeField(), "when")
    recorded_by = MISSION_STAFF(models.CharField(max_length=64), "who wrote it down")
    guardian = MISSION_PLANNING(models.CharField(max_length=64, blank=True), "code of the parent or guardian")
    guardian_kind = MISSION(models.CharField(max_length=32, blank=True), "parent, guardian, police, child service")
    decided_by = MISSION(models.CharField(max_length=32, blank=True), "second adult, doctor, service")
    named = MISSION(models.CharField(max_length=100, blank=True), "office or call sign that answers")
    services_told = MISSION(models.BooleanField(default=False), "whether 102 and the service were rung")
    reason = MISSION(models.CharField(max_length=300, blank=True), "asked for danger to life")
    op = MISSION(models.CharField(max_length=64, blank=True), "which operation of a phone said it")


class Boarding(OfOrganisation):
    """What happened with one person at one stop."""

    evacuee = MISSION_PLANNING(models.ForeignKey(Evacuee, on_delete=models.CASCADE, related_name="boardings"), "who")
    stop = MISSION(models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="boardings"), "at which stop")
    boarded = MISSION(models.BooleanField(), "aboard or not")
    at = MISSION(models.DateTimeField(), "when")
    handed_over_at = MISSION(models.DateTimeField(null=True), "when they got off")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("evacuee", "stop"), name="boarding_once"),)
        indexes = (
            models.Index(fields=("organisation",), condition=models.Q(handed_over_at=None), name="boarding_aboard"),
        )


class CheckIn(OfOrganisation):
    """A word from a crew."""

    mission = MISSION(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="check_ins"), "which mission")
    kind = MISSION(models.CharField(max_length=32), "what they said")
    at = MISSION(models.DateTimeField(), "when they said it")
    recorded_at = MISSION(models.DateTimeField(), "when it reached us")
    recorded_by = MISSION_STAFF(models.CharField(max_length=64), "who wrote it down, or which device sent it")
    lon = MISSION(models.FloatField(null=True), "where, rounded to 100 m")
    lat = MISSION(models.FloatField(null=True), "where, rounded to 100 m")
    silent_until = MISSION(models.DateTimeField(null=True), "until when no word is expected")

    class Meta:
        indexes = (models.Index(fields=("mission", "at"), name="check_in_time"),)


class OverdueAlarm(OfOrganisation):
    """One step of the overdue ladder, recorded before anybody is told."""

    mission = MISSION(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="alarms"), "which mission")
    level = MISSION(models.CharField(max_length=16), "amber, red, no answer")
    raised_at = MISSION(models.DateTimeField(), "when")
    answered_at = MISSION(models.DateTimeField(null=True), "when the crew was heard again")
    answered_by = MISSION_STAFF(models.CharField(max_length=64, blank=True), "who took it on")

    class Meta:
        indexes = (models.Index(fields=("organisation", "answered_at"), name="alarm_open"),)


class CrewEvent(OfOrganisation):
    """What befell a crew."""

    mission = MISSION(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="events"), "which mission")
    kind = MISSION(models.CharField(max_length=32), "wounded, vehicle lost, dead ...")
    at = MISSION(models.DateTimeField(), "when")
    number = MISSION(models.PositiveSmallIntegerField(default=1), "how many people")
    hospital = MISSION(models.CharField(max_length=200, blank=True), "where the wounded are taken")
    note = MISSION_SEALED(
        models.ForeignKey(SealedRecord, on_delete=models.SET_NULL, null=True, related_name="+"), "more"
    )
    recorded_by = MISSION_STAFF(models.CharField(max_length=64), "who wrote it down")


class DeviceOp(OfOrganisation):
    """One signed operation of a crew's device, as it came."""

    op = MISSION(models.CharField(max_length=64), "its own id")
    device = MISSION_STAFF(models.ForeignKey(Device, on_delete=models.PROTECT, related_name="ops"), "which device")
    counter = MISSION(models.PositiveIntegerField(), "1, 2, 3 ... per device")
    mission = MISSION(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="ops"), "which mission")
    digest = MISSION(
        models.CharField(max_length=64, default=""), "SHA-256 of its body: one id with two contents is kept twice"
    )
    body = MISSION_PLANNING(models.BinaryField(), "the operation, canonical JSON")
    signature = MISSION(models.BinaryField(), "by the device's key")
    received_at = MISSION(models.DateTimeField(), "when it reached us")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "op", "digest"), name="op_once"),)
