"""docs/first-drive.md, played as the page says it: one household from the call to the message, through the real app.

At the desk its pages, on the phone the crew app behind a line that is cut on the way; nothing is typed in a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.crew.cut_line import CutLine, cut_line
from tests.crew.shell_served import until
from tests.crew.test_enrol import keyed, square_of
from tests.crew.test_whole_drive import HELD, Pocket, grown, tap
from tests.desk.desk import Desk
from tests.desk.first_day import DRIVE, Step, steps
from tests.pictures import take_picture
from tests.services.cast import ORGANISATION, PIN
from tests.services.missions.country import country_files, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STEP_MS = 90_000
SURNAME = "Вигаданчук"
NAMES = (f"Ганна {SURNAME}", f"Петро {SURNAME}")
STREET = "Невигадана"
ASKED_FOR, RELATIVE, DRIVER = "067 900 90 05", "+380 67 900 90 07", "067 900 90 08"


@dataclass
class Story:
    """How far the story is: the desk, who sits at which page, the phone in the van."""

    desk: Desk
    line: CutLine
    pocket: Pocket
    pages: dict[str, Any] = field(default_factory=dict)
    receipt: str = ""
    phone: Any = None
    out: Any = None

    def of(self, code: str) -> Any:
        """Give the page somebody sits at, with names open where they work with them."""
        if code not in self.pages:
            page = self.desk.sit_down(code, unlock=code in {"olena", "kateryna"})
            page.set_default_timeout(STEP_MS)
            self.pages[code] = page
        return self.pages[code]

    @property
    def mission(self) -> Any:
        from openevac.store.models import Mission

        return Mission.objects.get()

    @property
    def address(self) -> str:
        return f"/mission/{self.mission.code[2:]}/"

    @property
    def people(self) -> list[str]:
        from openevac.store.models import Evacuee

        rows = Evacuee.objects.filter(household__requests__receipt=self.receipt).order_by("code")
        return [str(code) for code in rows.values_list("code", flat=True)]


def fill(desk: Desk) -> None:
    """What docs/first-day.md leaves behind: vehicles, a crew, beds and the files of the ground. No request."""
    from openevac.store.models import Organisation

    settle(desk.cast)
    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())


def test_one_household_is_brought_out_from_the_call_to_the_message(desk: Desk, tmp_path: Path) -> None:
    told = steps(DRIVE)
    assert [step.title for step in told] == list(PLAYED)
    with cut_line(desk.address) as line:
        story = Story(desk, line, Pocket(desk.browser, tmp_path / "profile", line, 0))
        try:
            for step in told:
                PLAYED[step.title](story, step)
                assert not step.left, f"{step.title}: nobody played {step.left}"
        finally:
            if story.out is not None:
                story.out.__exit__(None, None, None)


def the_call(story: Story, step: Step) -> None:
    page = story.of("olena")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
    page.goto("/call/")
    page.locator("#call-form[data-ready]").wait_for()
    page.locator("#call-place").fill("горбок")
    page.locator("#call-places [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("#call-phone").fill(ASKED_FOR)
    page.locator("#call-people").fill(str(len(NAMES)))
    page.locator("#call-street").fill(STREET)
    page.locator("#call-house").fill("5")
    page.locator(".people summary", has_text=step.press("Names and ages")).click()
    for number, name in enumerate(NAMES):
        page.locator("[data-name]").nth(number).fill(name)
    page.get_by_role("button", name=step.press("Save")).first.click()
    page.locator(".kept [data-next]:focus").wait_for()
    story.receipt = page.locator(".big-number").inner_text()
    everything = "\n".join(sent)
    assert "household_sealed" in everything
    assert not any(secret in everything for secret in (SURNAME, "Ганна", STREET, "900 90 05", "9009005"))


def ring_back(story: Story, step: Step) -> None:
    page = story.of("olena")
    page.goto("/requests/")
    page.get_by_role("link", name=story.receipt).first.click()
    page.get_by_role("group", name=step.press("What was found out")).get_by_label(step.reads("call-back")).check()
    form = page.locator('form[action$="/sign/"]').first
    form.get_by_label("З чиїх слів").fill("передзвонили самим")
    form.get_by_role("button", name=step.press("Add the sign"), exact=True).click()
    page.locator("#step", has_text=step.reads("may be fetched")).wait_for()


def plan_and_two_keys(story: Story, step: Step) -> None:
    from openevac.services.missions.do_job import do_job
    from openevac.services.work.jobs import claim_job

    page, clock = story.of("kateryna"), story.desk.cast.clock
    page.goto("/mission/")
    page.get_by_role("link", name=step.press("Build tomorrow")).click()
    page.get_by_role("button", name=step.press("Build the plan")).click()
    page.wait_for_url(re.compile("/mission/job/"))
    while (job := claim_job("test", clock)) is not None:
        do_job(job.id, clock)
    page.get_by_role("heading", name=re.compile("План на")).wait_for()
    page.goto(story.address)
    page.get_by_label("Ваші шість цифр").fill(PIN)
    page.get_by_role("button", name=step.press("I let it go")).click()
    page.get_by_text("Старший екіпажу ще не сказав").first.wait_for()
    crew = story.of("stepan")
    crew.goto(f"{story.address}accept/")
    crew.get_by_label("Ваші шість цифр").fill(PIN)
    crew.get_by_role("button", name=step.press("The crew is ready")).click()
    crew.get_by_text(step.reads("Both yeses are there")).first.wait_for()


def the_phone(story: Story, step: Step) -> None:
    clock = story.desk.cast.clock
    clock.pass_time(seconds=(story.mission.departs_at - clock.at).total_seconds())
    story.pocket.ahead_ms = round((clock.at - datetime.now(UTC)).total_seconds() * 1000)
    story.out = story.pocket.taken_out()
    story.phone = phone = story.out.__enter__()
    lead = story.of("liudmyla")
    lead.goto(story.address)
    lead.get_by_role("link", name=step.press("Let a phone of this crew in")).click()
    lead.get_by_role("button", name=step.press("Show the square code")).click()
    lead.locator("[data-square] svg").wait_for()
    assert {step.press("Keep the PIN"), step.press("They are on paper")} == {"Зберегти PIN", "Записано на папері"}
    phone.goto(square_of(lead).replace(story.desk.address, story.line.address))
    keyed(phone)
    phone.get_by_text(step.reads("This phone is in")).wait_for()
    tap(phone, step.press("Go on"))
    phone.get_by_role("heading", name=story.mission.code).wait_for()
    page = story.of("kateryna")
    page.goto(story.address)
    page.get_by_role("button", name=step.press("Give the people to the phones")).click()
    page.locator("#packs").get_by_text("ще не забрав").wait_for()
    phone.get_by_text(step.reads("The people page of every stop")).wait_for()


def out_of_signal(story: Story, step: Step) -> None:
    from openevac.store.models import Boarding

    page, phone = story.of("kateryna"), story.phone
    page.goto(story.address)
    page.get_by_role("button", name=step.press("The van leaves")).click()
    page.get_by_text(f"{story.mission.code} у дорозі. Наступного").wait_for()
    tap(phone, step.press("Drive"))
    phone.get_by_role("button", name=step.press("At the door")).wait_for()
    story.line.cut()
    assert not any(name in phone.content() for name in ("Ганна", SURNAME, STREET)), "the way holds nobody"
    tap(phone, step.press("At the door"))
    phone.get_by_text("Ганна").wait_for()
    phone.get_by_text(f"{STREET}, 5").wait_for()
    assert SURNAME not in phone.content(), "the phone knows first names"
    take_picture(phone, "first-drive-door", full_page=True)
    grown(phone, story.people)
    tap(phone, step.press("Boarded · 2"))
    tap(phone, step.press("2: as recorded, drive"))
    phone.get_by_role("button", name="У транзитному центрі").wait_for()
    assert not Boarding.objects.filter(boarded=True).exists(), "the base has heard nothing of the door"


def handed_over(story: Story, step: Step) -> None:
    from openevac.store.models import Boarding

    phone = story.phone
    tap(phone, step.press("At the transit centre"))
    tap(phone, step.press("2: as recorded, hand over"))
    phone.get_by_text(step.reads("Handed over: 2")).wait_for()
    story.desk.cast.clock.pass_time(hours=2)
    story.line.mend()
    until(phone, "document.querySelector('#app').innerText.includes('не надіслано') === false", 60.0)
    tap(phone, step.press("More"))
    tap(phone, step.press("What was recorded"))
    phone.get_by_text(step.reads("base has it")).first.wait_for()
    rode = Boarding.objects.filter(boarded=True).values_list("evacuee__code", flat=True)
    assert sorted(rode) == story.people


def reception(story: Story, step: Step) -> None:
    page = story.of("raisa")
    page.goto("/reception/")
    take_picture(page, "first-drive-reception", full_page=True)
    here, beds = step.press("Here"), step.press("Give these beds")
    page.locator("[data-next]:focus").filter(has_text=here).press("Enter")
    page.locator("[data-next]:focus").filter(has_text=beds).press("Enter")
    page.locator("#told").get_by_text("2 місця дали").wait_for()
    page.keyboard.press("+")
    page.get_by_label("1. Скільки людей").fill("2")
    page.get_by_label("3. Хто привіз").select_option("neighbour")
    page.get_by_label("Номер водія, якщо хоче знати, що все добре").first.fill(DRIVER)
    page.get_by_role("button", name=step.press("Write them down")).click()
    page.get_by_text("Зареєстровано: 2 людини").wait_for()


def the_message(story: Story, step: Step) -> None:
    page = story.of("raisa")
    page.goto("/reception/at/transit/")
    page.locator("#find-code").fill(story.people[0])
    page.locator("#find-code").press("Enter")
    page.get_by_text(step.press("Whom to tell that they have arrived")).click()
    page.get_by_label("Номер, який вони назвали").fill(RELATIVE)
    page.get_by_role("button", name=step.press("Note it"), exact=True).click()
    page.get_by_text("Записано. Оператор подзвонить").wait_for()
    for who, number, sentence in (
        ("Родич", "+380679009007", "все добре"),
        (step.reads("The driver"), "+380679009008", "З тими, кого ви підвезли, усе добре."),
    ):
        operator = story.of("olena")
        operator.goto("/reception/")
        row = operator.locator("li.person").filter(has_text=who).first
        row.get_by_role("button", name=step.press("Open the number")).click()
        row.get_by_text(number).wait_for()
        row.locator("q").filter(has_text=sentence).first.wait_for()
        row.get_by_role("button", name=step.press("Told by voice")).click()
        operator.get_by_text("Цій людині більше не дзвонять").wait_for()
    operator.goto("/reception/to-tell/")
    operator.get_by_text(step.reads("Nobody waits for word")).wait_for()


def home(story: Story, step: Step) -> None:
    tap(story.phone, step.press("Back"))
    tap(story.phone, step.press("At the base"))
    until(story.phone, f"({HELD})().then((held) => !held.open)")
    page, clock = story.of("kateryna"), story.desk.cast.clock
    clock.at = max(clock.at, story.mission.returns_at)
    page.goto(f"/now/{story.mission.code[2:]}/")
    page.get_by_role("button", name=step.press("Close the mission")).click()
    page.wait_for_url(re.compile("/now/$"))
    assert story.mission.status == "closed"


PLAYED: dict[str, Callable[[Story, Step], None]] = {
    "The call": the_call,
    "Ring them back": ring_back,
    "Plan and two keys": plan_and_two_keys,
    "The phone": the_phone,
    "Out of signal": out_of_signal,
    "Handed over": handed_over,
    "Reception": reception,
    "The message": the_message,
    "Home": home,
}
