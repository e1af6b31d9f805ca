"""What the phones of a crew are given of the people they drive for: sealed at the desk, opened on one phone alone."""

from __future__ import annotations

from django.db import models

from openevac.store.kept import PACK, PACK_KEY, PACK_PLANNING, PACK_SEALED, PACK_STAFF
from openevac.store.models.missions import Mission, Stop
from openevac.store.models.organisations import Device, OfOrganisation
from openevac.store.models.requests import Household


class PackStop(OfOrganisation):
    """The people of one stop, sealed to one phone by a client that opened them; empty once the phone has them."""

    mission = PACK(models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="packs"), "which version")
    stop = PACK(models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="packs"), "at which stop")
    # Of its own beside the stop's request: whoever erases a household erases this with it, by the database itself.
    household = PACK_PLANNING(
        models.ForeignKey(Household, on_delete=models.CASCADE, related_name="packs"), "whose people are inside"
    )
    device = PACK_STAFF(models.ForeignKey(Device, on_delete=models.CASCADE, related_name="packs"), "for which phone")
    recipient = PACK_KEY(models.CharField(max_length=128), "public key of that phone it was sealed to")
    sealed = PACK_SEALED(models.BinaryField(), "shortest names, house, flat, note; empty once the phone has them")
    sealed_at = PACK(models.DateTimeField(), "when it was sealed")
    sealed_by = PACK_STAFF(models.CharField(max_length=64), "whose client sealed it")
    taken_at = PACK(models.DateTimeField(null=True), "when the phone said that it has them")
    ends_at = PACK(models.DateTimeField(), "when it goes at the latest: 24 hours after the planned return")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("stop", "device"), name="pack_once"),)
        indexes = (models.Index(fields=("organisation", "ends_at"), name="pack_ends"),)
