"""Evacuees and recorded yeses as the rules of care read them."""

from __future__ import annotations

from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import AgeBand, Consent, DecidedBy, Evacuee, EvacueeStatus, GuardianKind, Sex, YesKind
from openevac.store import models


def evacuee_to_domain(row: models.Evacuee) -> Evacuee:
    """Give one person by the code on their tag."""
    return Evacuee(
        id=row.code,
        household=row.household_id.hex,
        mobility=MobilityClass(row.mobility),
        age_band=AgeBand(row.age_band),
        sex=Sex(row.sex),
        bed=BedKind(row.bed),
        cannot_decide=row.cannot_decide,
        status=EvacueeStatus(row.status),
    )


def consent_to_domain(row: models.Consent, vehicle: str) -> Consent:
    """Give one recorded yes; `vehicle`: the van of the mission it was recorded on."""
    return Consent(
        evacuee=row.evacuee.code,
        kind=YesKind(row.kind),
        at=row.at,
        recorded_by=row.recorded_by,
        guardian=row.guardian,
        guardian_kind=GuardianKind(row.guardian_kind) if row.guardian_kind else None,
        decided_by=DecidedBy(row.decided_by) if row.decided_by else None,
        named=row.named,
        vehicle=vehicle,
        services_told=row.services_told,
        reason=row.reason,
    )
