"""Organisations, the people who work in them, their devices, shifts and badges."""

from __future__ import annotations

import uuid

from django.db import models

from openevac.store.kept import OFFER, OFFER_KEY, OURS, SHIFT, SHIFT_KEY, STAFF, STAFF_KEY


class Organisation(models.Model):
    """One organisation: the owner of every other row."""

    id = OURS(models.CharField(primary_key=True, max_length=64), "the organisation's code")
    title = OURS(models.CharField(max_length=200), "what it is called on paper")
    created_at = OURS(models.DateTimeField(), "when it was set up")
    invented = OURS(models.BooleanField(default=False), "whether its people are invented, for exercises")
    receipt_letter = OURS(models.CharField(max_length=1, default="К"), "the letter of its request numbers")
    next_receipt = OURS(models.PositiveIntegerField(default=10_000), "the next number to give out, without check digit")
    next_mission = OURS(models.PositiveIntegerField(default=1), "the next mission number")
    locked_at = OURS(models.DateTimeField(null=True), "when somebody locked everything")
    planning_files = OURS(models.JSONField(default=dict), "where region pack, situation and policy files lie")


class OfOrganisation(models.Model):
    """Every row belongs to one organisation; a question that forgets this finds nothing."""

    id = OURS(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False), "a random code")
    # Without an index of its own: all rows of an organisation are most of a table, and a database that has such an
    # index prefers it to the one that leads to the few rows a question is about.
    organisation = OURS(
        models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False), "whose row it is"
    )

    class Meta:
        abstract = True


class Person(OfOrganisation):
    """One who works here. The code is spoken and printed; it is never a name."""

    code = STAFF(models.CharField(max_length=64), "the code word people call them by")
    roles = STAFF(models.JSONField(default=list), "what they are trusted with")
    recipient = STAFF_KEY(models.CharField(max_length=128, blank=True), "public key that role keys are wrapped to")
    sealed_key = STAFF_KEY(models.BinaryField(default=bytes), "their own key, sealed under their passphrase")
    pin = STAFF_KEY(models.BinaryField(default=bytes), "hash of their six digits")
    wrong_pins = STAFF(models.PositiveSmallIntegerField(default=0), "wrong digits in a row; five ask for the lead")
    wrong_pin_at = STAFF(models.DateTimeField(null=True), "when the last wrong digits were typed: waiting grows")
    created_at = STAFF(models.DateTimeField(), "when they were added")
    revoked_at = STAFF(models.DateTimeField(null=True), "when they left; nothing is allowed from then on")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="person_code"),)


class RoleKey(OfOrganisation):
    """The sealing key of one role in one epoch: its public half."""

    role = STAFF_KEY(models.CharField(max_length=32), "whose key it is")
    epoch = STAFF_KEY(models.PositiveIntegerField(), "counts up when somebody leaves")
    recipient = STAFF_KEY(models.CharField(max_length=128), "public key that record keys are wrapped to")
    created_at = STAFF_KEY(models.DateTimeField(), "when it was made")
    retired_at = STAFF_KEY(models.DateTimeField(null=True), "when the next epoch took over")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "role", "epoch"), name="role_epoch"),)


class KeyWrap(OfOrganisation):
    """A role key, sealed to one person or to one recovery envelope."""

    role_key = STAFF_KEY(models.ForeignKey(RoleKey, on_delete=models.CASCADE, related_name="wraps"), "the key inside")
    person = STAFF_KEY(
        models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="wraps"), "who opens"
    )
    envelope = STAFF_KEY(models.CharField(max_length=1, blank=True), "or which recovery envelope opens it: A or B")
    wrap = STAFF_KEY(models.BinaryField(), "the role key, sealed")


class TagKeyWrap(OfOrganisation):
    """The key of the tags, sealed to a role that may make tags (operator, notifier), or to a recovery envelope."""

    purpose = STAFF_KEY(models.CharField(max_length=32), "own tags, or tags of a coalition")
    epoch = STAFF_KEY(models.PositiveIntegerField(default=1), "counts up when the tag key changes")
    role_key = STAFF_KEY(
        models.ForeignKey(RoleKey, on_delete=models.CASCADE, null=True, related_name="tag_wraps"), "who opens it"
    )
    envelope = STAFF_KEY(models.CharField(max_length=1, blank=True), "or which recovery envelope opens it")
    wrap = STAFF_KEY(models.BinaryField(), "the tag key, sealed")


class RecoveryEnvelope(OfOrganisation):
    """A paper envelope's public key; its seven words stand in the envelope only, and they are its secret key."""

    letter = STAFF_KEY(models.CharField(max_length=1), "A or B")
    recipient = STAFF_KEY(models.CharField(max_length=128), "public key that role keys and backups are sealed to")
    made_at = STAFF_KEY(models.DateTimeField(), "when it was printed")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "letter"), name="envelope_letter"),)


class Shift(OfOrganisation):
    """From when until when somebody leads; `solo_sentence` is the one sentence of who is alone."""

    lead = SHIFT(models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts"), "who leads")
    started_at = SHIFT(models.DateTimeField(), "when the keys were opened")
    ended_at = SHIFT(models.DateTimeField(null=True), "when the keys were closed")
    solo_sentence = SHIFT(models.CharField(max_length=300, blank=True), "why one person decides alone")


class Badge(OfOrganisation):
    """A reception volunteer's badge for one day: it sees that day's arrivals."""

    code = SHIFT(models.CharField(max_length=64), "the code on the badge")
    day = SHIFT(models.DateField(), "the one day it is good for")
    recipient = SHIFT_KEY(models.CharField(max_length=128), "public key that the day's registrations are wrapped to")
    issued_by = SHIFT(models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+"), "who gave it out")
    revoked_at = SHIFT(models.DateTimeField(null=True), "when it was taken back")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code", "day"), name="badge_code"),)


class Device(OfOrganisation):
    """A crew's phone or a workstation: it signs what it sends and shows a token to be let in."""

    code = STAFF(models.CharField(max_length=64), "the crew's code word or the workstation's name")
    kind = STAFF(models.CharField(max_length=16), "crew phone, workstation or tracker")
    public_key = STAFF_KEY(models.BinaryField(default=bytes), "checks the signatures of its operations (Ed25519)")
    token = STAFF_KEY(models.CharField(max_length=64, unique=True), "SHA-256 of the token it shows")
    recipient = STAFF_KEY(
        models.CharField(max_length=128, default="", blank=True),
        "public key that people of its missions are sealed to (age); empty until the phone names one",
    )
    person = STAFF(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+"), "who holds it")
    enrolled_at = STAFF(models.DateTimeField(), "when it was let in")
    revoked_at = STAFF(models.DateTimeField(null=True), "when it was shut out")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="device_code"),)


class EnrolmentOffer(OfOrganisation):
    """One offer to let a phone in, shown as a square on the desk: good for a few minutes, and once."""

    secret_sha256 = OFFER_KEY(models.CharField(max_length=64, unique=True), "SHA-256 of what the square says")
    code = OFFER(models.CharField(max_length=64), "the code word the phone will go by")
    person = OFFER(models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+"), "who will hold it")
    made_at = OFFER(models.DateTimeField(), "when it was shown")
    ends_at = OFFER(models.DateTimeField(), "until when it is good")
    used_at = OFFER(models.DateTimeField(null=True), "when a phone was let in by it")


class Partner(OfOrganisation):
    """Another organisation that may see and take claims; it learns nothing else."""

    code = OURS(models.CharField(max_length=64), "the partner's code")
    token = STAFF_KEY(models.CharField(max_length=64, unique=True), "SHA-256 of the token it shows")
    added_at = OURS(models.DateTimeField(), "when it was let in")
    desk_phone = OURS(models.CharField(max_length=32, blank=True), "the phone of its duty desk, never a person's")
    revoked_at = OURS(models.DateTimeField(null=True), "when it was shut out")
