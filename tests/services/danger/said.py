"""Words about danger as the desk types them, in a few places of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openevac.domain.hazards import Cause
from openevac.domain.places import LonLat
from tests.services.cast import ORGANISATION, Cast

if TYPE_CHECKING:
    from openevac.services.danger.report_hazard import Reported

TOWN = "UA63080090010026457"
OTHER_TOWN = "UA63080090020026458"
CORNER = LonLat(36.8021, 49.6113)


def crew(cast: Cast, code: str = "Лелека", *members: str) -> None:
    """Put a crew into the record."""
    from datetime import time

    from openevac.store.models import Crew, CrewMember, Person

    row = Crew.objects.create(organisation_id=ORGANISATION, code=code, hours_from=time(5), hours_until=time(17))
    for member in members:
        person = Person.objects.get(organisation=ORGANISATION, code=member)
        CrewMember.objects.create(organisation_id=ORGANISATION, crew=row, person=person)


def mission(cast: Cast, code: str, crew_code: str, receipt: str = "") -> None:
    """Put an open mission of a crew into the record, with one door where a receipt is given."""
    from datetime import timedelta

    from openevac.store import models as m

    now = cast.clock.now()
    depot, _ = m.Depot.objects.get_or_create(organisation_id=ORGANISATION, code="base", lon=36.2, lat=49.9)
    kind, _ = m.VehicleType.objects.get_or_create(organisation_id=ORGANISATION, code="van")
    vehicle = m.Vehicle.objects.create(organisation_id=ORGANISATION, code=f"van {code}", type=kind, depot=depot)
    plan = m.PlanRecord.objects.create(
        organisation_id=ORGANISATION, made_at=now, made_for=now.date(), asked_by="kateryna", snapshot="s", body=b""
    )
    row = m.Mission.objects.create(
        organisation_id=ORGANISATION, code=code, plan=plan, vehicle=vehicle,
        crew=m.Crew.objects.get(code=crew_code), departs_at=now, returns_at=now + timedelta(hours=6),
    )  # fmt: skip
    if receipt:
        shelter = m.Shelter.objects.create(
            organisation_id=ORGANISATION, code=f"house {code}", **_shelter_columns(m.Shelter)
        )
        trip = m.Trip.objects.create(
            organisation_id=ORGANISATION, mission=row, number=1, shelter=shelter, departs_at=now, arrives_at=now
        )
        m.Stop.objects.create(
            organisation_id=ORGANISATION, trip=trip, number=1, code=f"{code}-1", arrives_at=now, service_s=600.0,
            request=m.EvacuationRequest.objects.get(receipt=receipt),
        )  # fmt: skip


def _shelter_columns(shelter: Any) -> dict[str, Any]:
    """Fill whatever columns of a shelter have no default: nothing here depends on them."""
    from django.db import models

    plain = {"FloatField": 1.0, "CharField": "x", "TextField": "x", "PositiveSmallIntegerField": 1}
    return {
        field.name: plain[field.get_internal_type()]
        for field in shelter._meta.fields
        if isinstance(field, models.Field) and not field.has_default() and not field.null and not field.blank
        and field.name not in {"id", "organisation", "code"}
    }  # fmt: skip


def reported(cast: Cast, by: str = "olena", **other: Any) -> Reported:
    """Report a strike."""
    from openevac.services.danger.report_hazard import ReportHazard, report_hazard

    given: dict[str, Any] = {"cause": Cause.SHELLING, "kind": "strike", "position": CORNER, "source": "hromada chat"}
    return report_hazard(cast.order(by), ReportHazard(**(given | other)))
