"""Tracking apps on phones of a crew: which mission they tell of, and where it was seen last."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import TRACKER, TRACKER_KEY, TRACKER_STAFF
from openevac.store.models.missions import Mission
from openevac.store.models.organisations import OfOrganisation


class Tracker(OfOrganisation):
    """A token for one mission, and the newest place alone: no track is kept, so none can be taken."""

    mission = TRACKER(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="trackers"), "of which mission")
    token_sha256 = TRACKER_KEY(models.CharField(max_length=64, unique=True), "SHA-256 of what the app shows")
    near_line = TRACKER(models.BooleanField(default=False), "whether its crew chose to be seen in the danger area too")
    made_at = TRACKER(models.DateTimeField(), "when the token was drawn")
    made_by = TRACKER_STAFF(models.CharField(max_length=64), "who drew it")
    ends_at = TRACKER(models.DateTimeField(), "when it goes at the latest: 24 hours later")
    seen_at = TRACKER(models.DateTimeField(null=True), "when the crew was seen last")
    lon = TRACKER(models.FloatField(null=True), "where, rounded to 100 m")
    lat = TRACKER(models.FloatField(null=True), "where, rounded to 100 m")

    class Meta:
        indexes = (models.Index(fields=("organisation", "ends_at"), name="tracker_ends"),)
