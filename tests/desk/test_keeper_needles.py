"""The real server in a process of its own: somebody signs in, opens and seals names; no word of them gets there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from openevac.config import Config
from openevac.vault.identities import HouseholdIdentity
from openevac.vault.records import RecordKind
from tests.databases import KEY, chosen_kind, fresh_database
from tests.desk.test_sign_in import come_in, inside
from tests.needles.memory import memory_of
from tests.needles.people import Invented, invent
from tests.needles.processes import free_port, running, wait_for_web
from tests.needles.searching import Needles
from tests.services.cast import PASSPHRASE, Cast, TestClock, found_cast
from tests.services.requests.world import FAR_TOWN, measured, registered, tag

__all__ = ["fresh_database"]
pytestmark = pytest.mark.browser
HOW_MANY = 40
SEALED_HERE = 20
LEAST_MEMORY = 10_000_000


@pytest.fixture
def cast(fresh_database: Config) -> Iterator[Cast]:
    made = found_cast(clock=TestClock(at=datetime.now(UTC)))
    yield made
    made.lock()


def kept(cast: Cast, one: Invented, number: int) -> str:
    """Keep one household as another operator's client sealed it."""
    from openevac.cli.client.sealing import seal_identity

    asker = HouseholdIdentity(asker=one.name, phones=(one.phone,), street=one.street, house="7", note=one.note)
    sealed = seal_identity(cast.keys("oksana"), RecordKind.HOUSEHOLD, asker)
    return registered(cast, katottg=FAR_TOWN, household=sealed, phone_tags=(tag(f"needle {number}"),)).receipt


def test_no_name_reaches_the_server_when_names_are_opened_and_sealed(
    cast: Cast, fresh_database: Config, browser: Any, record_property: Any
) -> None:
    people = invent(HOW_MANY + SEALED_HERE)
    measured(cast)
    receipts = [kept(cast, one, number) for number, one in enumerate(people[:HOW_MANY])]
    port, log = free_port(), fresh_database.home / "web.log"
    key = KEY if chosen_kind() == "sqlcipher" else b""
    words = {word for one in people for word in one.needles()} | {PASSPHRASE, PASSPHRASE.split()[0]}
    needles = Needles(words)
    traffic: list[bytes] = []
    with running("openevac.cli.record.web_process", fresh_database, key, port, log) as web:
        wait_for_web(port, web)
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}", locale="uk-UA")
        context.on("request", lambda one: traffic.append(_written_down(one)))
        page = context.new_page()
        page.set_default_timeout(20_000)
        come_in(page, "olena")
        inside(page)
        page.get_by_role("button", name="імена відкриті").wait_for()
        for receipt, one in list(zip(receipts, people, strict=False))[:5]:
            page.goto(f"/requests/{receipt}/")
            page.locator("[data-part~='names']").click()
            page.get_by_text(one.name).first.wait_for()
        shown = page.evaluate(OPEN_ALL, [f"/requests/{receipt}/open/" for receipt in receipts])
        assert shown == [one.name for one in people[:HOW_MANY]], "the names were really opened"
        sealed = page.evaluate(SEAL_AND_SEND, [{"name": one.name, "health": one.note} for one in people[HOW_MANY:]])
        assert sealed == SEALED_HERE
        looked, found = _in_memory(needles, web.pid)
        context.close()
    told = b"\n".join(traffic)
    assert len(traffic) > HOW_MANY
    assert len(told) > SEALED_HERE * 1000, "sealed bytes were really sent"
    assert needles.found_in(told) == set()
    assert needles.found_in(log.read_bytes()) == set()
    assert found == set()
    assert looked > LEAST_MEMORY, "that was not the memory of a program"
    record_property("counted", f"{len(words)} words, 0 in {len(traffic)} requests and {looked / 1e6:.0f} MB of memory")


def _in_memory(needles: Needles, process: int) -> tuple[int, set[str]]:
    looked, found = 0, set[str]()
    try:
        for piece in memory_of(process):
            looked += len(piece)
            found |= needles.found_in(piece)
    except (PermissionError, FileNotFoundError) as fault:
        pytest.skip(f"the memory of another process cannot be read here: {type(fault).__name__}")
    return looked, found


def _written_down(request: Any) -> bytes:
    head = f"{request.method} {request.url} {request.headers}\n".encode()
    return head + (request.post_data_buffer or b"")


IMPORTS = """
  const { keeper } = await import(document.body.dataset.static + "keeper/connection.js");
  const { posted } = await import(document.body.dataset.static + "desk/posting.js");
"""
OPEN_ALL = f"""async (addresses) => {{ {IMPORTS}
  const names = [];
  for (const address of addresses) {{
    const {{ household }} = await (await posted(address)).json();
    names.push((await keeper.open(household)).asker);
  }}
  return names;
}}"""
SEAL_AND_SEND = f"""async (people) => {{ {IMPORTS}
  for (const one of people) {{
    await posted("/language/", {{ language: "uk", person_sealed: await keeper.seal("evacuee", one) }});
  }}
  return people.length;
}}"""


def test_the_search_would_find_a_name_in_traffic() -> None:
    one = invent(1)[0]
    needles = Needles(one.needles())
    assert needles.found_in(f"POST /x name={one.name}".encode()) == {one.name.split()[0]}
