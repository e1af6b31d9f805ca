"""One evacuation at the desk, from the call to the message: five people, their own pages, nothing done behind them.

What happens at the door is said by the crew's services: their app is another face.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.events import StopOutcome
from tests.desk.desk import Desk
from tests.desk.night import Night
from tests.desk.reception_hall import type_code
from tests.desk.test_call import kept_number, type_three
from tests.services.cast import PIN
from tests.services.missions.country import Town, country_files, settle

pytestmark = pytest.mark.browser
NAME = "Вигаданий Петро"


def fill(desk: Desk) -> None:
    """A fleet, beds and a region; no request yet."""
    from openevac.store.models import Organisation

    desk.town = settle(desk.cast)  # type: ignore[attr-defined]  # what this story shares
    Organisation.objects.update(planning_files=country_files())


def test_from_the_call_to_the_message_that_they_are_out(desk: Desk, tmp_path: Path) -> None:
    town: Town = desk.town  # type: ignore[attr-defined]  # put there by fill
    receipt = call(desk)
    confirm(desk, receipt)
    mission = plan(desk)
    print_sheets(desk, mission)
    two_yeses(desk, mission)
    night = Night(desk, town, mission, tmp_path)
    leave_and_be_late(desk, night)
    board(town, mission)
    arrive(desk)
    tell(desk, receipt)


def call(desk: Desk) -> str:
    page = desk.sit_down("olena", unlock=True)
    page.goto("/call/")
    type_three(page, place="горбок", phone="067 123 45 67", people="2")
    page.locator("#call-asker").fill(NAME)
    page.keyboard.press("Control+Enter")
    return kept_number(page)


def confirm(desk: Desk, receipt: str) -> None:
    page = desk.sit_down("oksana")
    page.goto(f"/requests/{receipt}/")
    form = page.locator('form[action$="/sign/"]').first
    form.locator('[value="call_back"]').check()
    form.get_by_label("З чиїх слів").fill("передзвонили на той самий номер")
    form.get_by_role("button", name="Додати", exact=True).click()
    page.locator("#step", has_text="можна вивозити").wait_for()


def plan(desk: Desk) -> str:
    from openevac.services.missions.do_job import do_job
    from openevac.services.work.jobs import claim_job
    from openevac.store.models import Mission

    page = desk.sit_down("kateryna")
    page.goto("/mission/build/")
    page.get_by_role("button", name="Побудувати план").click()
    page.wait_for_url("**/mission/job/**")
    while (job := claim_job("test", desk.cast.clock)) is not None:
        do_job(job.id, desk.cast.clock)
    page.get_by_role("heading", name=re.compile("План на")).wait_for()
    return str(Mission.objects.get().code)


def print_sheets(desk: Desk, mission: str) -> None:
    page = desk.sit_down("kateryna")
    sheet = page.request.get(f"/mission/{mission[2:]}/crew-sheet.pdf")
    assert sheet.body().startswith(b"%PDF")


def two_yeses(desk: Desk, mission: str) -> None:
    page = desk.sit_down("kateryna")
    page.goto(f"/mission/{mission[2:]}/")
    page.get_by_label("Ваші шість цифр").fill(PIN)
    page.get_by_role("button", name="Випускаю").click()
    page.get_by_text("Старший екіпажу ще не сказав").first.wait_for()
    crew = desk.sit_down("stepan", size="phone")
    crew.goto(f"/mission/{mission[2:]}/accept/")
    crew.get_by_label("Ваші шість цифр").fill(PIN)
    crew.get_by_role("button", name="Екіпаж готовий").click()
    crew.get_by_text("Обидва «так» є").wait_for()


def leave_and_be_late(desk: Desk, night: Night) -> None:
    page = desk.sit_down("kateryna")
    clock = desk.cast.clock
    clock.pass_time(seconds=(night.mission.departs_at - clock.at).total_seconds())
    page.goto(f"/mission/{night.code[2:]}/")
    page.get_by_role("button", name="Бус виїжджає").click()
    page.get_by_text(f"{night.code} у дорозі. Наступного").wait_for()
    night.turn()
    night.pass_to_due(minutes=1)
    night.turn()
    page.goto("/now/")
    page.locator(".late.amber").wait_for()
    page.get_by_role("button", name=f"Вийшли на зв’язок {night.code}").click()
    page.locator(".late").wait_for(state="detached")
    assert night.troubles == []


def board(town: Town, mission: str) -> None:
    """At the door each says yes and boards: two keys on a crew's phone."""
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Evacuee, Stop

    stop: Any = Stop.objects.select_related("request").get()
    town.cast.clock.at = max(town.cast.clock.at, stop.arrives_at)
    people = tuple(Evacuee.objects.filter(household=stop.request.household_id).values_list("code", flat=True))
    for code in people:
        record_own_yes(town.cast.order("stepan"), RecordOwnYes(mission=mission, stop=stop.code, evacuee=code, yes=True))
    boarded = RecordStop(mission=mission, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=people)
    record_stop(town.cast.order("stepan"), boarded)


def arrive(desk: Desk) -> None:
    page = desk.sit_down("raisa")
    page.goto("/reception/at/transit/")
    page.get_by_label("Порахували людей").fill("2")
    page.keyboard.press("Enter")
    page.get_by_text("2 людини вийшли з буса.").wait_for()
    page.locator("[data-next]:focus").filter(has_text="Тут").press("Enter")
    page.locator("[data-next]:focus").filter(has_text="Дати ці місця").press("Enter")
    page.locator("#told").get_by_text("2 місця дали").wait_for()


def tell(desk: Desk, receipt: str) -> None:
    """They name one relative after arriving; the operator opens the number, rings, and says so."""
    from openevac.store.models import Evacuee

    code = (
        Evacuee.objects.filter(household__requests__receipt=receipt).order_by("code").values_list("code", flat=True)[0]
    )
    reception = desk.sit_down("raisa")
    sent: list[str] = []
    reception.on("request", lambda request: sent.append(request.post_data or ""))
    reception.goto("/reception/at/transit/")
    type_code(reception, code)
    reception.get_by_text("Кому передати, що доїхали").click()
    reception.get_by_label("Номер, який вони назвали").fill("+380 67 900 90 05")
    reception.get_by_role("button", name="Записати", exact=True).click()
    reception.get_by_text("Записано. Оператор подзвонить").wait_for()
    assert not any("9009005" in body or "900 90" in body for body in sent)
    operator = desk.sit_down("olena", unlock=True)
    operator.goto("/reception/")
    row = operator.locator("li.person").filter(has_text="Родич").first
    row.get_by_role("button", name="Відкрити номер").click()
    row.get_by_text("+380679009005").wait_for()
    row.get_by_role("button", name="Повідомили голосом").click()
    operator.get_by_text("Цій людині більше не дзвонять").wait_for()
