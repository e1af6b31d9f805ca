"""The stories of the desk against `openevac serve` itself, names open: no word of anybody stays or passes outside.

A call, a sheet, an arrival, a relative, both sides of a search and printing, in a real browser; then the memory of
every process of the program, everything it was sent, and everything it wrote are searched in every spelling.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.desk.test_call import kept_number, type_three
from tests.desk.test_more_tracing import write_down
from tests.desk.test_paste import paste
from tests.needles.memory import memory_of
from tests.needles.people import Invented, invent
from tests.needles.processes import START_S, free_port, wait_for_web
from tests.needles.searching import Needles
from tests.services.missions.country import country_files

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE_MS = 60_000
ROWS = 10
LEAST_MEMORY = 20_000_000
CALLED, ARRIVED, SOUGHT, LEAKED = range(4)
"""Whose words the stories use, by their place among the invented; the last one's are sent open, as a control."""


@dataclass
class Serving:
    """`openevac serve` as it runs: its process, its port, its home; and what a browser sent it."""

    process: subprocess.Popen[bytes]
    port: int
    home: Path
    sent: list[bytes] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> list[int]:
        """Give the program's processes: the one that was started, the pages, the worker."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [self.process.pid, *map(int, children.split())]

    def hear(self, request: Any) -> None:
        """Keep what the browser sends: address, headers, body."""
        if request.url.startswith((self.address, "data:", "blob:")):
            head = f"{request.method} {request.url} {request.headers}\n".encode()
            self.sent.append(head + (request.post_data_buffer or b""))
        else:
            self.elsewhere.append(request.url)


def tell(home: Path, *words: str) -> None:
    """Run one command of the program on this installation."""
    environment = {**os.environ, "OPENEVAC_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "openevac", *words], env=environment, check=True, capture_output=True)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """Set an invented organisation up by its commands, and serve it."""
    files, home, port = country_files(), tmp_path / "home", free_port()
    tell(home, "init", "--demo")
    tell(home, "mission", "files", "--region", files["region"], "--situation", files["situation"], "--as", "kateryna")
    tell(home, "mission", "fleet", files["operation"], "--crew", "crew-1=stepan,sashko", "--as", "kateryna")
    (home / "temporary").mkdir()
    environment = {**os.environ, "OPENEVAC_HOME": str(home), "TMPDIR": str(home / "temporary")}
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "openevac", "serve", "--port", str(port)], env=environment, stdout=log, stderr=log
        )
        try:
            wait_for_web(port, process)
            yield Serving(process=process, port=port, home=home)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_S)


def sit_down(serving: Serving, browser: Any, code: str) -> Any:
    """Give somebody's page with names open, as the demonstration lets them in."""
    context = browser.new_context(base_url=serving.address, locale="uk-UA", timezone_id="Europe/Kyiv")
    context.on("request", serving.hear)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/demo/")
    card = page.locator("form", has=page.get_by_role("heading", name=code))
    card.get_by_role("button", name="Увійти сюди").click()
    page.get_by_role("button", name="імена відкриті").wait_for()
    return page


def open_page(page: Any, address: str) -> None:
    """Open an address and wait until its parts listen."""
    page.goto(address)
    page.locator("html[data-awake]").wait_for(state="attached")


def take_a_call(page: Any, one: Invented) -> str:
    open_page(page, "/call/")
    type_three(page, phone=one.phone, people="1")
    page.locator("#call-street").fill(one.street)
    page.locator("#call-house").fill(one.house)
    page.locator("#call-asker").fill(one.name)
    page.locator("#call-relative").fill(one.relative)
    page.locator("#call-note").fill(f"{one.note}. {one.health}")
    page.locator("#call-note").press("Control+Enter")
    return kept_number(page)


def paste_a_sheet(page: Any, people: list[Invented]) -> None:
    rows = [f"{n}\tГорбок\t1\t{one.phone}\t{one.name}\t{one.street}\t{one.house}" for n, one in enumerate(people, 1)]
    paste(page, "\n".join(["№\tНаселений пункт\tЛюдей\tТелефон\tПІБ\tВулиця\tБудинок", *rows]) + "\n")
    page.locator("[data-keep]").click()
    page.locator("tbody tr").nth(len(people) - 1).get_by_text("записано").wait_for()


def open_and_print(page: Any, receipt: str, one: Invented) -> None:
    open_page(page, f"/requests/{receipt}/")
    page.locator("[data-part~=names]").first.click()
    page.get_by_text(one.name).first.wait_for()
    assert page.pdf().startswith(b"%PDF"), "the page with names is printed by the browser"
    open_page(page, "/requests/print/")
    page.get_by_text(receipt).first.wait_for()


def receive(page: Any, receipt: str, one: Invented) -> None:
    open_page(page, "/reception/at/transit/")
    page.locator("#find-code").fill(receipt)
    page.locator("#find-code").press("Enter")
    page.locator(".family [data-digit]").first.check()
    page.locator(".family [data-identity=name]").first.fill(one.told_as)
    page.locator(".family").get_by_label("Хто привіз").select_option("own_car")
    page.locator("[data-next]").click()
    page.locator("#told").get_by_text(re.compile("Зареєстровано")).wait_for()
    page.get_by_text("Кому передати, що доїхали").click()
    page.get_by_label("Номер, який вони назвали").fill(one.relative)
    page.get_by_role("button", name="Записати", exact=True).click()
    page.get_by_text("Записано. Оператор подзвонить").wait_for()


def ring_the_relative(page: Any, one: Invented) -> None:
    open_page(page, "/reception/to-tell/")
    row = page.locator("li.person").filter(has_text="Родич").first
    row.get_by_role("button", name="Відкрити номер").click()
    row.get_by_text(one.relative).wait_for()
    row.get_by_role("button", name="Повідомили голосом").click()
    page.get_by_text("Цій людині більше не дзвонять").wait_for()


def search_from_both_sides(page: Any, one: Invented) -> None:
    for side in ("searches", "wants_to_be_found"):
        write_down(page, side, surname=one.name.split()[0], known=one.phone, asked_by=one.told_as)


def in_memory(needles: Needles, serving: Serving) -> tuple[int, set[str]]:
    looked, found = 0, set[str]()
    for process in serving.processes():
        try:
            for piece in memory_of(process):
                looked += len(piece)
                found |= needles.found_in(piece)
        except (PermissionError, FileNotFoundError) as fault:
            pytest.skip(f"the memory of another process cannot be read here: {type(fault).__name__}")
    return looked, found


def in_files(needles: Needles, home: Path) -> dict[str, set[str]]:
    files = [path for path in sorted(home.rglob("*")) if path.is_file()]
    assert {"record.db", "serve.log"} <= {path.name for path in files}
    return {path.name: found for path in files if (found := needles.found_in(path.read_bytes()))}


def test_no_word_of_anybody_reaches_the_program_in_the_stories_of_the_desk(
    serving: Serving, browser: Any, record_property: Any
) -> None:
    people = invent(LEAKED + 1 + ROWS)
    stories, leaked = [one for one in people if one is not people[LEAKED]], people[LEAKED]
    words = {word for one in stories for word in one.needles()}
    needles = Needles(words)
    operator, reception = (sit_down(serving, browser, code) for code in ("olena", "raisa"))
    receipts = [take_a_call(operator, people[place]) for place in (CALLED, ARRIVED)]
    paste_a_sheet(operator, people[LEAKED + 1 :])
    open_and_print(operator, receipts[CALLED], people[CALLED])
    receive(reception, receipts[ARRIVED], people[ARRIVED])
    ring_the_relative(operator, people[ARRIVED])
    search_from_both_sides(operator, people[SOUGHT])
    looked, found = in_memory(needles, serving)
    assert found == set()
    assert looked > LEAST_MEMORY, "that was not the memory of a program"
    assert in_files(needles, serving.home) == {}
    told = b"\n".join(serving.sent)
    assert needles.found_in(told) == set()
    assert len(serving.sent) > 100
    assert len(re.findall(rb"sealed", told)) > ROWS, "sealed bytes were really sent"
    assert serving.elsewhere == []
    a_leak_would_be_found(serving, operator, leaked)
    operator.context.close()
    reception.context.close()
    record_property(
        "counted",
        f"{len(words)} words after the stories: 0 in {looked / 1e6:.0f} MB of memory of {len(serving.processes())} "
        f"processes, in {len(serving.sent)} requests, in logs and files; 0 requests to other hosts",
    )


def a_leak_would_be_found(serving: Serving, page: Any, one: Invented) -> None:
    """Send a name open: in a request that is searched, in one the program waits for the rest of, and in a file."""
    needles, name = Needles(one.needles()), one.name.split()[0]
    before = len(serving.sent)
    page.evaluate("(name) => fetch('/nowhere/?q=' + encodeURIComponent(name)).then((one) => one.text())", name)
    assert needles.found_in(b"\n".join(serving.sent[before:])) == {name}
    head = "POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 9000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", serving.port), timeout=20) as line:
        line.sendall(head.encode() + f"name={one.name}".encode())
        ends = time.monotonic() + START_S
        while name not in in_memory(needles, serving)[1]:
            assert time.monotonic() < ends, "a planted name is not found in the memory of the program"
            time.sleep(0.5)
    (serving.home / "temporary" / "leak").write_text(one.name, encoding="utf-8")
    assert in_files(needles, serving.home) == {"leak": {name}}
