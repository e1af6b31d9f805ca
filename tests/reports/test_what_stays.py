"""What stays behind at a stop stands on every paper that a crew or a coordinator reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.missions import Stop
from openevac.domain.remarks import Remark
from openevac.domain.unserved import AidLimit, UnplacedParcel
from openevac.reports.brief import brief_pdf
from openevac.reports.crew_sheets import crew_sheets
from openevac.reports.material import PlanMaterial
from openevac.reports.page import plan_html
from openevac.reports.summary import tell_plan
from openevac.reports.telling import tell_trips
from openevac.reports.words import Words
from tests.reports.paper import pages
from tests.reports.sample import material

UK, EN = Words("uk"), Words("en")
SAID = {
    UK: "Залишається: 60 кг речей, 1 велика річ; економить 16 хв на адресі",
    EN: "Stays behind: 60 kg of things, 1 big piece; saves 16 min at the door",
}


@pytest.fixture(scope="module")
def leaving() -> PlanMaterial:
    """Give the sample plan in which the first household leaves a fridge behind."""
    plan = material().plan
    first, *others = plan.missions
    trip = first.trips[0]

    def of(stop: Stop) -> Stop:
        return replace(stop, left_kg=60.0, left_bulky=1, saved_s=930.0, saved_person_exposure=0.01)

    trips = (replace(trip, stops=(of(trip.stops[0]), *trip.stops[1:])), *first.trips[1:])
    return replace(material(), plan=replace(plan, missions=(replace(first, trips=trips), *others)))


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("words", [UK, EN])
def test_sheet_brief_and_page_say_what_stays(leaving: PlanMaterial, words: Words) -> None:
    assert SAID[words] in squeezed(pages(crew_sheets(leaving, words))[0])
    assert SAID[words] in squeezed(" ".join(pages(brief_pdf(leaving, words))))
    assert SAID[words] in plan_html(leaving, words).decode()


@pytest.mark.parametrize("words", [UK, EN])
def test_where_all_rides_nothing_is_said(words: Words) -> None:
    assert "Залишається" not in squeezed(" ".join(pages(crew_sheets(material(), words))))
    assert "Stays behind" not in plan_html(material(), words).decode()


def test_the_summary_counts_who_leaves_things(leaving: PlanMaterial) -> None:
    labels = [figure.label for figure in tell_plan(leaving, EN, tell_trips(leaving, EN)).figures]
    assert "household leaves things behind: 16 min less at doors" in labels
    plain = [figure.label for figure in tell_plan(material(), EN, tell_trips(material(), EN)).figures]
    assert not any("behind" in label for label in plain)


@pytest.fixture(scope="module")
def loaded() -> PlanMaterial:
    """Give the sample plan whose first trip takes insulin in; a second parcel rides nowhere."""
    plain = material()
    first, *others = plain.plan.missions
    trip = first.trips[0]
    door = trip.stops[0].request
    aid = (
        Parcel(id="M-1", kind=AidKind.MEDICINE, kg=2, request=door, cold_limit_s=7200),
        Parcel(id="H-1", kind=AidKind.HEATING, kg=900, request=door),
    )
    stops = (replace(trip.stops[0], gives=("M-1",)), *trip.stops[1:])
    missions = (replace(first, trips=(replace(trip, stops=stops), *first.trips[1:])), *others)
    unplaced = UnplacedParcel(
        parcel="H-1",
        limit=AidLimit.PAYLOAD,
        reason=Remark(text="It is too heavy for what the trips that go there can still load."),
        proof=Remark(text="In vans that carry any weight the referee accepted a trip with it."),
    )
    return replace(
        plain,
        plan=replace(plain.plan, missions=missions, unplaced=(unplaced,)),
        operation=replace(plain.operation, aid=aid),
    )


AID_SAID = {
    UK: (
        "Завантажити в Схід-кільце: M-1 (ліки, 2 кг, холод: не довше 120 хв у дорозі)",
        "Спершу передати: M-1 (ліки)",
        "Вона заважка для того, що ще можуть узяти рейси туди.",
    ),
    EN: (
        "Load at Схід-кільце: M-1 (medicine, 2 kg, cold: at most 120 min out)",
        "Hand over first: M-1 (medicine)",
        "It is too heavy for what the trips that go there can still load.",
    ),
}


@pytest.mark.parametrize("words", [UK, EN])
def test_papers_say_what_to_load_where_to_give_it_and_what_rides_nowhere(loaded: PlanMaterial, words: Words) -> None:
    load, give, nowhere = AID_SAID[words]
    sheet = squeezed(pages(crew_sheets(loaded, words))[0])
    assert load in sheet
    assert give in sheet
    for text in (squeezed(" ".join(pages(brief_pdf(loaded, words)))), plan_html(loaded, words).decode()):
        assert load in text
        assert give in text
        assert nowhere in text


def test_the_summary_counts_parcels_that_ride(loaded: PlanMaterial) -> None:
    figures = {f.label: f.value for f in tell_plan(loaded, EN, tell_trips(loaded, EN)).figures}
    assert figures["of 2 parcels ride along"] == "1"
    assert "ride along" not in plan_html(material(), EN).decode()
