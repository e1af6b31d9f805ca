"""A base with a mission on the road, and the phones of its crew enrolled at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openevac.domain.people import AgeBand
from tests.crew.phones import Phone, enrolled
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town, country_files, settle
from tests.services.missions.test_door import Door

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.desk.desk import Desk

HOLDERS = {"phone-1": "stepan", "phone-2": "sashko", "phone-3": "roman"}


def on_the_road(desk: Desk) -> Door:
    """Put one mission on the road: one door with two people, a crew of three."""
    from openevac.store.models import Crew, CrewMember, Organisation, Person

    town: Town = settle(desk.cast)
    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())
    door = Door(town, {"age_band": AgeBand.ADULT}, {"age_band": AgeBand.ELDER}, walks=2)
    crew, third = Crew.objects.get(code="burevisnyk"), Person.objects.get(code="roman")
    CrewMember.objects.create(organisation_id=ORGANISATION, crew=crew, person=third)
    return door


def at_ms(desk: Desk) -> int:
    return int(desk.cast.clock.now().timestamp() * 1000)


def phone_of(desk: Desk, code: str, address: str | None = None) -> Phone:
    """Enrol one phone of the crew; its app comes over `address`, which may be a line that tears.

    Whoever asks for a phone closes its context: what goes wrong on it is no trouble of the desk.
    """
    page = desk.browser.new_context(base_url=address or desk.address).new_page()
    return enrolled(opened(code, page), HOLDERS[code], desk)


def opened(code: str, page: Page) -> Phone:
    """Open the program on a phone, so that the app's modules are at hand."""
    page.goto("/")
    static = page.evaluate("new URL(document.body.dataset.static, location.href).href")
    return Phone(code, page, f"{static}crew/")
