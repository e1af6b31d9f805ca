"""The first day of docs/first-day.md, played as the page says it: its words are pressed and read, its sheet is pasted.

What the page tells to type in a terminal is done by the same services here.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.events import StopOutcome
from tests.cli.files import FAR, write_country, write_roads
from tests.desk.danger_day import choose_place
from tests.desk.desk import Desk
from tests.desk.first_day import Step, steps
from tests.desk.night import Night
from tests.desk.test_paste import paste
from tests.services.cast import ORGANISATION, PASSPHRASE, PIN
from tests.services.missions.country import HILL, MILL, NOW, Town

pytestmark = pytest.mark.browser
PATIENCE_MS = 60_000
LINES: list[tuple[str, list[list[float]]]] = [
    ("primary", [[37.0, 49.5], [37.1, 49.5]]),
    ("primary", [[37.1, 49.5], [37.2, 49.5]]),
    ("secondary", [[37.1, 49.5], [37.15, 49.53], [37.2, 49.5]]),
    ("secondary", [[37.1, 49.5], [37.12, 49.44]]),
    ("secondary", [[37.12, 49.44], [37.2, 49.42]]),
    ("secondary", [[37.2, 49.42], [37.2, 49.5]]),
]
"""The tiny country with one road more: from the fork to Млинок there is the straight road and one round the north."""
CLOSED = ("49.5000, 37.1500", "49.4300, 37.1600")
"""Where two roads are closed: the straight one to Млинок, and the one that leads there from Горбок."""
OPEN_KM, ROUND_KM = 42.6, 47.7
"""One trip to both villages and back, with the roads open, and round the north."""
RELATIVE = "+380 67 900 90 07"


@dataclass
class Day:
    """The day as it goes: the desk, its pages by person, what was kept so far."""

    desk: Desk
    folder: Path
    pages: dict[str, Any] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    night: Any = None

    def of(self, code: str, *, unlock: bool = False) -> Any:
        """Give the page somebody sits at; who sits down for the first time unlocks names where they work with them."""
        if code not in self.pages:
            page = self.desk.sit_down(code, unlock=unlock)
            page.set_default_timeout(PATIENCE_MS)
            self.pages[code] = page
        return self.pages[code]

    @property
    def mission(self) -> str:
        from openevac.store.models import Mission

        return str(Mission.objects.get().code)


def fill(desk: Desk) -> None:
    """What the terminal of step 1 leaves behind: people, files of the ground, distances to the line. Nothing else."""
    from openevac.services.danger.measure_front import measure_front
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files

    desk.cast.clock.jump(seconds=(NOW - desk.cast.clock.at).total_seconds())
    name_planning_files(desk.cast.order("kateryna"), PlanningFiles(**ground()))
    kilometres = {HILL: 40.0, MILL: 40.0, FAR: 40.0}
    measure_front(ORGANISATION, kilometres, measured_at=NOW, rests_on="own sketch", clock=desk.cast.clock)


def ground() -> dict[str, str]:
    """Write the country with its six roads and build its pack."""
    from typer.testing import CliRunner

    from openevac.cli.main import build_app

    folder = Path(tempfile.mkdtemp(prefix="openevac-first-day-"))
    write_country(folder)
    write_roads(folder / "roads.geojson", LINES)
    arguments = ["region", "lines", folder / "roads.geojson", "--settlements", folder / "places.csv"]
    arguments += ["--border", folder / "border.geojson", "--home", "37.0,49.4", "--out", folder / "R"]
    result = CliRunner().invoke(build_app("en"), [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return {"region": str(folder / "R"), "situation": str(folder / "situation.toml")}


def test_the_first_day_goes_as_its_page_says(desk: Desk, tmp_path: Path) -> None:
    day, told = Day(desk, tmp_path), steps()
    assert [step.title for step in told] == list(PLAYED)
    for step in told:
        PLAYED[step.title](day, step)
        assert not step.left, f"{step.title}: nobody played {step.left}"


def set_up(day: Day, step: Step) -> None:
    """Nothing to press: `fill` has done it."""
    del day
    assert step.blocks


def sign_in(day: Day, step: Step) -> None:
    page = day.desk.stranger()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/")
    page.get_by_label("Кодове слово").fill("olena")
    page.get_by_label("Парольна фраза").fill(PASSPHRASE)
    page.get_by_role("button", name=step.press("Sign in"), exact=True).click()
    page.get_by_role("heading", name="Куди далі?").wait_for()
    page.get_by_role("button", name=step.reads("names open")).wait_for()
    day.pages["olena"] = page


def write_down(day: Day, step: Step) -> None:
    page = day.of("kateryna")
    page.goto("/reception/")
    page.get_by_role("link", name=step.press("Shelters and rooms")).click()
    keep, kept = step.press("Keep"), step.reads("is kept")
    form = page.locator('form[action="/reception/shelters/keep/"]')
    typed(form, {"code": "transit", "lon": "37,0", "lat": "49,5"})
    for number, beds in enumerate((20, 2, 1)):
        form.locator("[name=beds]").nth(number).fill(str(beds))
    form.get_by_role("button", name=keep).click()
    page.get_by_text(f"transit {kept}").wait_for()
    page.goto("/mission/")
    page.get_by_role("link", name=step.press("Vehicles and crews")).click()
    page.get_by_role("heading", name=step.press("Vehicles and crews")).wait_for()
    for what, fields in (
        ("base", {"code": "base", "lon": "37,0", "lat": "49,5"}),
        ("kind", {"code": "van", "seats": "6", "wheelchair_places": "1", "stretchers": "1"}),
        ("vehicle", {"code": "van-1"}),
        ("crew", {"code": "burevisnyk", "hours_from": "05:00", "hours_until": "16:00"}),
    ):
        form = page.locator(f'details[open] > form[action="/mission/fleet/{what}/"]')
        typed(form, fields)
        if what == "crew":
            form.locator("[name=vehicle]").select_option("van-1")
            form.locator("[name=leader]").select_option("stepan")
            form.get_by_label("sashko").check()
        form.get_by_role("button", name=keep).click()
        page.get_by_text(f"{fields['code']} {kept}").wait_for()


def typed(form: Any, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        form.locator(f"[name={name}]").fill(text)


def paste_the_sheet(day: Day, step: Step) -> None:
    page, (sheet,) = day.of("olena"), step.blocks
    page.goto("/call/")
    page.get_by_role("link", name=step.press("Paste a chat or a sheet")).click()
    page.get_by_role("button", name=step.press("Read")).wait_for()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
    paste(page, sheet)
    rows, state = page.locator("tbody tr"), page.locator("tbody tr td:last-child")
    assert state.all_inner_texts() == [step.reads("good")] * 3
    page.get_by_role("button", name=step.press("Keep the good rows")).click()
    rows.nth(2).get_by_text(step.reads("kept as")).wait_for()
    day.receipts = [re.search(r"К-\d{3}-\d{3}", text)[0] for text in state.all_inner_texts()]  # type: ignore[index]
    for secret in ("Ковальчук", "Садова", "111 22", "1112233", "%D0%9A%D0%BE%D0%B2%D0%B0%D0%BB"):
        assert secret not in "\n".join(sent), secret


def ring_back(day: Day, step: Step) -> None:
    page = day.of("olena")
    for receipt in day.receipts[:2]:
        page.goto("/requests/")
        page.get_by_role("link", name=receipt).first.click()
        group = page.get_by_role("group", name=step.press("What was found out"))
        group.get_by_label(step.reads("call-back")).check()
        form = page.locator('form[action$="/sign/"]').first
        form.get_by_label("З чиїх слів").fill("передзвонили на номер із таблиці")
        form.get_by_role("button", name=step.press("Add the sign"), exact=True).click()
        page.locator("#step", has_text=step.reads("may be fetched")).wait_for()


def mark_danger(day: Day, step: Step) -> None:
    page = day.of("kateryna")
    page.goto("/danger/")
    page.get_by_text(step.press("Say who may enter a place")).wait_for()
    choose_place(page, "#access-place", "далеке", "Далеке")
    form = page.locator("form", has=page.locator("#access-place"))
    form.get_by_label(step.reads("entry closed")).check()
    form.get_by_label("З чиїх слів").fill("поліція")
    form.get_by_role("button", name=step.press("Keep this word"), exact=True).click()
    page.locator(f'[data-place-code="{FAR}"]').wait_for()
    for number, road in enumerate(CLOSED):
        report(page, step, road)
        page.get_by_text(step.reads("Kept as confirmed")).wait_for()
        page.locator("[data-kind=obstacle]").nth(number).wait_for()


def report(page: Any, step: Step, road: str) -> None:
    """Report one road by two sources who know it by themselves."""
    page.goto("/danger/")
    opened = page.locator("#report-box[open]")
    if opened.count() == 0:
        page.locator("#report-box > summary", has_text=step.press("Report a danger")).click()
    form = page.locator('form[action="/danger/report/"]')
    form.locator("[name=kind]").select_option(label=step.reads("obstacle on the road"))
    page.locator("#report-place").fill(road)
    page.get_by_text("Координати взято").wait_for()
    form.get_by_label("З чиїх слів").fill("поліція")
    form.get_by_label("Хто ще це каже").fill("дорожня служба")
    form.get_by_label(step.press("The way cannot be driven")).check()
    form.get_by_role("button", name=step.press("Keep the report")).click()


def build(day: Day, step: Step) -> None:
    from openevac.services.missions.do_job import do_job
    from openevac.services.missions.see_drives import see_drive
    from openevac.services.work.jobs import claim_job

    page, clock = day.of("kateryna"), day.desk.cast.clock
    page.goto("/mission/")
    page.get_by_role("link", name=step.press("Build tomorrow")).click()
    page.get_by_text(step.reads("not go into a plan yet")).click()
    assert page.get_by_role("link", name=day.receipts[2]).is_visible()
    page.get_by_role("button", name=step.press("Build the plan")).click()
    page.wait_for_url(re.compile("/mission/job/"))
    while (job := claim_job("test", clock)) is not None:
        do_job(job.id, clock)
    page.get_by_role("heading", name=re.compile("План на")).wait_for()
    said = page.locator("main").inner_text()
    assert step.reads("Not in the missions, and why") in said
    assert all(receipt in said for receipt in day.receipts)
    trip, *none = see_drive(day.desk.cast.asking("kateryna"), day.mission).trips
    assert none == []
    assert OPEN_KM + 2 < trip.length_m / 1000 < ROUND_KM + 2, "the trip does not lead round the closed roads"


def print_papers(day: Day, step: Step) -> None:
    page = day.of("kateryna")
    page.goto("/mission/")
    papers = [page.get_by_role("link", name=step.press("Request form for paper")).get_attribute("href")]
    page.goto(f"/mission/{day.mission[2:]}/")
    shown = page.get_by_role("region", name=step.reads("Papers"))
    names = ("Crew sheet", "Belongings tags", "Arrival list")
    papers += [shown.get_by_role("link", name=step.press(name)).get_attribute("href") for name in names]
    for address in papers:
        answer = page.request.get(address)
        assert (answer.status, answer.body()[:4]) == (200, b"%PDF"), address


def two_keys(day: Day, step: Step) -> None:
    page = day.of("kateryna")
    page.goto(f"/mission/{day.mission[2:]}/")
    page.get_by_label("Ваші шість цифр").fill(PIN)
    page.get_by_role("button", name=step.press("I let it go")).click()
    page.get_by_text("Старший екіпажу ще не сказав").first.wait_for()
    crew = day.of("stepan")
    crew.goto(f"/mission/{day.mission[2:]}/accept/")
    crew.get_by_label("Ваші шість цифр").fill(PIN)
    crew.get_by_role("button", name=step.press("The crew is ready")).click()
    crew.get_by_text(step.reads("Both yeses are there")).first.wait_for()


def ring_in(day: Day, step: Step) -> None:
    page, clock = day.of("kateryna"), day.desk.cast.clock
    day.night = Night(day.desk, Town(day.desk.cast), day.mission, day.folder)
    clock.pass_time(seconds=(day.night.mission.departs_at - clock.at).total_seconds())
    page.goto(f"/mission/{day.mission[2:]}/")
    page.get_by_role("button", name=step.press("The van leaves")).click()
    page.get_by_text(f"{day.mission} у дорозі. Наступного").wait_for()
    day.night.turn()
    clock.pass_time(minutes=5)
    day.night.turn()
    page.goto("/now/")
    page.get_by_role("button", name=f"{step.press('They called')} {day.mission}").click()
    page.get_by_text("чекаємо").or_(page.locator("[data-since]")).first.wait_for()
    assert len(step.blocks[0].splitlines()) == 2
    at_the_door(day)


def at_the_door(day: Day) -> None:
    """What the two commands of the page do: everybody is asked, and boards."""
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Evacuee, Stop

    cast = day.desk.cast
    for stop in Stop.objects.filter(request__isnull=False).order_by("number").select_related("request"):
        assert stop.request is not None
        cast.clock.at = max(cast.clock.at, stop.arrives_at)
        people = tuple(Evacuee.objects.filter(household=stop.request.household_id).values_list("code", flat=True))
        for code in people:
            own = RecordOwnYes(mission=day.mission, stop=stop.code, evacuee=code, yes=True)
            record_own_yes(cast.order("kateryna"), own)
        boarded = RecordStop(mission=day.mission, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=people)
        record_stop(cast.order("kateryna"), boarded)


def arrive(day: Day, step: Step) -> None:
    page = day.of("raisa")
    page.goto("/reception/")
    page.get_by_label(step.reads("Heads counted")).fill("4")
    page.get_by_role("button", name=step.press("They got off")).click()
    page.get_by_text("4 людини вийшли з буса.").wait_for()
    here, beds = step.press("Here"), step.press("Give these beds")
    for _ in day.receipts[:2]:
        page.locator("[data-next]:focus").filter(has_text=here).press("Enter")
        page.locator("[data-next]:focus").filter(has_text=beds).press("Enter")
        page.locator("#told").get_by_text(re.compile("місц.+ дали")).wait_for()


def tell(day: Day, step: Step) -> None:
    from openevac.store.models import Evacuee

    rows = Evacuee.objects.filter(household__requests__receipt=day.receipts[0]).order_by("code")
    page, sent = day.of("raisa"), []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.goto("/reception/at/transit/")
    page.locator("#find-code").fill(rows.values_list("code", flat=True)[0])
    page.locator("#find-code").press("Enter")
    page.get_by_text(step.press("Whom to tell that they have arrived")).click()
    page.get_by_label("Номер, який вони назвали").fill(RELATIVE)
    page.get_by_role("button", name=step.press("Note it"), exact=True).click()
    page.get_by_text("Записано. Оператор подзвонить").wait_for()
    assert not any("9009007" in body or "900 90" in body for body in sent)
    operator = day.of("olena")
    operator.goto("/reception/")
    row = operator.locator("li.person").filter(has_text="Родич").first
    row.get_by_role("button", name=step.press("Open the number")).click()
    row.get_by_text("+380679009007").wait_for()
    row.get_by_role("button", name=step.press("Told by voice")).click()
    operator.get_by_text(step.reads("This person is not rung again")).wait_for()


def go_home(day: Day, step: Step) -> None:
    page, clock = day.of("kateryna"), day.desk.cast.clock
    clock.at = max(clock.at, day.night.mission.returns_at)
    page.goto(f"/now/{day.mission[2:]}/")
    page.get_by_role("button", name=step.press("Close the mission")).click()
    page.wait_for_url(re.compile("/now/$"))
    assert day.night.mission.status == "closed"
    assert day.night.troubles == []


PLAYED: dict[str, Callable[[Day, Step], None]] = {
    "Set up, once": set_up,
    "Sign in": sign_in,
    "Write down beds, vehicles, crews": write_down,
    "Paste yesterday's sheet": paste_the_sheet,
    "Ring them back": ring_back,
    "Mark two roads and one town closed": mark_danger,
    "Build tomorrow": build,
    "Print": print_papers,
    "Two keys": two_keys,
    "Crews ring": ring_in,
    "Tick who arrived": arrive,
    "Ring the relatives": tell,
    "Home": go_home,
}
