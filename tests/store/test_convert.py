"""Rows as the core reads them: beds that are free, words about danger, hours of a day, nothing of a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openevac.domain.hazards import Confidence
from openevac.domain.needs import BedKind
from openevac.domain.places import Access

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2025, 5, 15, 6, 0, tzinfo=UTC)
PLACE = "UA63080090010026457"


@pytest.fixture
def ours(database: object) -> str:
    from openevac.store.models import Organisation

    Organisation.objects.create(id="ours", title="Ours", created_at=NOW)
    return "ours"


def shelter(ours: str, **beds: int) -> Any:
    from openevac.store.models import Shelter, ShelterUnit

    row = Shelter.objects.create(organisation_id=ours, code="transit", lon=37.0, lat=49.5)
    for kind, count in beds.items():
        ShelterUnit.objects.create(organisation_id=ours, shelter=row, code=kind, kind=kind, beds=count)
    return row


def arrive(ours: str, row: Any, code: str, bed: BedKind, unit: str = "", **other: Any) -> None:
    from openevac.store.models import Evacuee, Household, Registration

    household = Household.objects.create(organisation_id=ours, created_at=NOW)
    person = Evacuee.objects.create(
        organisation_id=ours, household=household, code=code, mobility="walks", bed=bed.value
    )
    Registration.objects.create(
        organisation_id=ours, code=code, shelter=row, household=household, evacuee=person, arrived_at=NOW,
        arrived_by="mission", registered_by="raisa", unit=row.units.filter(code=unit).first(), **other,
    )  # fmt: skip


def free(row: Any, **promised: int) -> tuple[int, int, int]:
    from openevac.store.convert.shelters import free_beds

    beds = free_beds(row, {BedKind(kind): count for kind, count in promised.items()})
    return (beds.ordinary, beds.no_stairs, beds.care)


def test_who_lies_there_takes_a_bed_and_who_left_gives_it_back(ours: str) -> None:
    row = shelter(ours, ordinary=3, no_stairs=1, care=1)
    assert free(row) == (3, 1, 1)
    arrive(ours, row, "a", BedKind.ORDINARY, "ordinary")
    arrive(ours, row, "b", BedKind.CARE, "care")
    assert free(row) == (2, 1, 0)
    arrive(ours, row, "c", BedKind.ORDINARY, "ordinary", left_at=NOW)
    arrive(ours, row, "d", BedKind.ORDINARY, "ordinary", returned_at=NOW)
    assert free(row) == (2, 1, 0)


def test_who_has_no_bed_yet_and_who_is_promised_one_take_the_plainest_that_fits(ours: str) -> None:
    row = shelter(ours, ordinary=1, no_stairs=1, care=1)
    arrive(ours, row, "a", BedKind.ORDINARY)
    assert free(row) == (0, 1, 1)
    assert free(row, ordinary=1) == (0, 0, 1)
    assert free(row, care=1) == (0, 1, 0)
    assert free(row, ordinary=5) == (0, 0, 0)


def test_hours_that_end_before_they_begin_run_over_midnight() -> None:
    from openevac.store.convert.hours import span_on

    early, late = span_on(date(2025, 5, 15), time(20, 0), time(4, 0), KYIV)
    assert (early, late) == (datetime(2025, 5, 15, 17, tzinfo=UTC), datetime(2025, 5, 16, 1, tzinfo=UTC))


def access(ours: str, word: Access, **other: Any) -> None:
    from openevac.store.models import PlaceAccess

    given = {"since": NOW - timedelta(hours=1), "source": "hromada", "set_by": "kateryna"} | other
    PlaceAccess.objects.create(organisation_id=ours, katottg=PLACE, access=word.value, **given)


def said(ours: str) -> Any:
    from openevac.store.convert.danger import said_here

    return said_here(ours, NOW)


def test_a_word_that_was_replaced_or_ran_out_does_not_count(ours: str) -> None:
    access(ours, Access.CLOSED, replaced_at=NOW - timedelta(minutes=1))
    access(ours, Access.CLOSED, valid_until=NOW - timedelta(minutes=1))
    assert said(ours).access == ()
    access(ours, Access.ARMOURED_ONLY)
    (entry,) = said(ours).access
    assert entry.access is Access.ARMOURED_ONLY


def test_where_one_word_follows_another_during_the_day_the_stricter_holds(ours: str) -> None:
    later = NOW + timedelta(hours=3)
    access(ours, Access.CLOSED, replaced_at=later)
    access(ours, Access.OPEN, since=later)
    (entry,) = said(ours).access
    assert (entry.access, entry.since) == (Access.CLOSED, NOW - timedelta(hours=1))


def report(ours: str, source: str = "crew", **other: Any) -> Any:
    from openevac.store.models import HazardReport

    given: dict[str, Any] = {"cause": "drone", "kind": "drone_seen", "lon": 37.0, "lat": 49.5, "happened_at": NOW}
    given |= {"reported_by": "olena", "recorded_at": NOW, "source": source} | other
    return HazardReport.objects.create(organisation_id=ours, **given)


def test_a_muted_source_is_set_aside_by_name_but_not_what_others_saw_too(ours: str) -> None:
    from openevac.store.models import SourceMute

    report(ours, "channel")
    report(ours, "channel", also_said_by=["police"], confidence="verified")
    SourceMute.objects.create(organisation_id=ours, source="channel", by="kateryna", reason="invents", at=NOW)
    by_confidence = {one.confidence: one.muted for one in said(ours).reports}
    assert by_confidence[Confidence.VERIFIED] is None
    muted = by_confidence[Confidence.UNVERIFIED]
    assert muted is not None
    assert (muted.by, muted.reason) == ("kateryna", "invents")


def test_a_clearing_takes_two_sources_or_a_crew_that_drove_it(ours: str) -> None:
    from openevac.store.models import Clearing

    row = report(ours, blocks=True)

    def clear(**words: Any) -> None:
        expires = NOW + timedelta(hours=words.pop("hours", 5))
        Clearing.objects.create(
            organisation_id=ours, report=row, cleared_at=NOW, expires_at=expires, recorded_by="olena", **words
        )

    clear(source="police")
    clear(source="police")
    assert not any(one.counts for one in said(ours).clearings)
    clear(source="rescue", hours=2)
    counting = [one for one in said(ours).clearings if one.counts]
    assert {one.expires_at for one in counting} == {NOW + timedelta(hours=2)}
    clear(drove_it="crew-3")
    assert any(one.drove_it == "crew-3" and one.counts for one in said(ours).clearings)


def test_of_another_organisation_nothing_is_read(ours: str) -> None:
    from openevac.store.models import Organisation

    Organisation.objects.create(id="theirs", title="Theirs", created_at=NOW)
    access("theirs", Access.CLOSED)
    report("theirs")
    shelter("theirs", ordinary=3)
    from openevac.store.convert.shelters import shelters_to_domain

    found = said(ours)
    assert (found.access, found.reports, found.clearings, found.openings) == ((), (), (), ())
    assert shelters_to_domain(ours, NOW.date(), KYIV, {}) == ()
