"""What drives, who drives it and from where."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import OURS, RED_ZONE, STAFF
from openevac.store.models.organisations import OfOrganisation, Person


class Depot(OfOrganisation):
    """Where crews and vehicles start and end their day."""

    code = OURS(models.CharField(max_length=64), "its code")
    lon = OURS(models.FloatField(), "where")
    lat = OURS(models.FloatField(), "where")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="depot_code"),)


class VehicleType(OfOrganisation):
    """What one kind of vehicle holds and which roads it may use (fields of domain.vehicles)."""

    code = OURS(models.CharField(max_length=64), "its code")
    holds = OURS(models.JSONField(default=dict), "seats, places, load: the fields of domain.vehicles.VehicleType")
    road_profile = OURS(models.JSONField(default=dict), "the fields of domain.vehicles.Profile")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="vehicle_type_code"),)


class Vehicle(OfOrganisation):
    """One vehicle."""

    code = OURS(models.CharField(max_length=64), "its code; never a number plate")
    type = OURS(models.ForeignKey(VehicleType, on_delete=models.PROTECT, related_name="+"), "what it holds")
    depot = OURS(models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="+"), "where it stands")
    max_trips = OURS(models.PositiveSmallIntegerField(default=3), "how often it may go in a day")
    lost_at = OURS(models.DateTimeField(null=True), "when it was lost")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="vehicle_code"),)


class Crew(OfOrganisation):
    """The people who ride together, by their code word."""

    code = STAFF(models.CharField(max_length=64), "the code word of the crew")
    vehicle = STAFF(
        models.ForeignKey(Vehicle, on_delete=models.SET_NULL, null=True, related_name="+"), "what they drive"
    )
    carriers = STAFF(models.PositiveSmallIntegerField(default=2), "how many of them carry")
    hours_from = STAFF(models.TimeField(), "from when they work, local time")
    hours_until = STAFF(models.TimeField(), "until when")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="crew_code"),)


class CrewMember(OfOrganisation):
    """Who rides with a crew, and who leads it."""

    crew = STAFF(models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="members"), "which crew")
    person = STAFF(models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rides"), "who")
    leads = STAFF(models.BooleanField(default=False), "whether they say yes for the crew")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("crew", "person"), name="crew_member"),)


class RedZoneDay(OfOrganisation):
    """One person was in the red zone on one day; counted over 14 days."""

    person = RED_ZONE(models.ForeignKey(Person, on_delete=models.CASCADE, related_name="red_zone_days"), "who")
    day = RED_ZONE(models.DateField(), "which day")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "day"), name="red_zone_day"),)
