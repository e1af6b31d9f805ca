"""The drive part over a bad line: what came stays, the rest is asked for; and where it lies until it is taken over."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.crew.conftest import browser
from tests.crew.drive_line import Base, drive_line
from tests.crew.newer_world import built_again
from tests.crew.world import MISSION, drive_part

__all__ = ["browser"]
pytestmark = pytest.mark.browser
LINE_BYTES_PER_S = 280_000 / 8
ASKS = """
async ([version, status, ahead_ms]) => {
  const { readDrive } = await import("/crew/sync/newer.js");
  const how = { token: "token", language: "uk", signal: new AbortController().signal, nowMs: () => ahead_ms };
  return readDrive({ mission: "В-12", version, status }, how).catch((fault) => fault.constructor.name);
}
"""
KEPT = "(kind) => import('/crew/sync/kept.js').then(({ readKept }) => readKept(kind, 'В-12'))"


def body_of(drive: dict[str, Any], kilobytes: int = 0) -> bytes:
    """Give the answer of the base, as long as a real one may be."""
    hazard = drive["hazards"][0]
    many = [{**hazard, "code": f"Н-{number}"} for number in range(1000, 1000 + kilobytes * 6)]
    return json.dumps({**drive, "hazards": [*drive["hazards"], *many]}, ensure_ascii=False).encode()


LET_IN = """async () => {
  const { write } = await import("/crew/store/database.js");
  const { DEVICE } = await import("/crew/keys/signing.js");
  await write("device", DEVICE, { code: "phone-1", organisation: "test", token: "token" });
}"""


class Asking:
    """A page of the app that asks for the way, each time as if two minutes had passed."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address, self.at = page, address, 1_746_680_000_000
        page.goto(f"{address}/crew/logic/fold.js")
        page.evaluate(LET_IN)

    def again(self, version: int = 1, status: str = "dispatched") -> Any:
        """Ask once: True where something new came, the name of the fault where none did."""
        self.at += 180_000
        return self.page.evaluate(ASKS, [version, status, self.at])

    def kept(self, kind: str) -> Any:
        return self.page.evaluate(KEPT, kind)


@contextmanager
def asking(browser: Any, base: Base) -> Iterator[Asking]:
    with drive_line(base) as address:
        context = browser.new_context()
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield Asking(page, address)
        context.close()


def test_a_download_that_is_cut_goes_on_where_it_was_cut_also_after_a_reload(browser: Any) -> None:
    base = Base(body_of(drive_part(), 150), cut_after=[100_000, 50_000])
    with asking(browser, base) as phone:
        assert phone.again() == "Silence"
        phone.page.goto(f"{phone.address}/crew/logic/fold.js")
        assert phone.again() == "Silence"
        assert phone.again() is True
        assert phone.kept("drive") == json.loads(base.body)
        assert phone.kept("begun drive") is None
    ranges = [one.get("range") for one in base.asked]
    assert ranges == [None, "bytes=100000-", "bytes=150000-"]
    assert {one.get("if-range") for one in base.asked[1:]} == {base.etag}
    assert base.carried == len(base.body), "nothing was carried twice"


def test_another_way_at_the_base_comes_anew_and_not_as_the_rest_of_the_old(browser: Any) -> None:
    base = Base(body_of(drive_part(), 100), cut_after=[60_000])
    with asking(browser, base) as phone:
        assert phone.again() == "Silence"
        base.body = body_of(built_again(), 90)
        assert phone.again(2) is True
        assert phone.kept("drive") == json.loads(base.body)


def test_a_sign_in_page_does_not_spoil_what_came(browser: Any) -> None:
    base = Base(body_of(drive_part(), 100), cut_after=[60_000])
    with asking(browser, base) as phone:
        assert phone.again() == "Silence"
        base.is_hotel = True
        assert phone.again() == "Silence"
        base.is_hotel = False
        assert phone.again() is True
        assert phone.kept("drive") == json.loads(base.body)
    assert base.asked[-1]["range"] == "bytes=60000-"
    assert base.carried == len(base.body)


@pytest.mark.slow
def test_a_megabyte_comes_over_280_kbit_a_second_cut_three_times_in_half_a_minute_and_little_more(browser: Any) -> None:
    base = Base(body_of(drive_part(), 900), cut_after=[300_000, 200_000, 250_000], bytes_per_s=LINE_BYTES_PER_S)
    assert 850_000 < len(base.body) < 1_300_000
    with asking(browser, base) as phone:
        began = time.monotonic()
        while phone.again() != True:  # noqa: E712 - a fault is a name, and true as well
            assert len(base.asked) < 6
        took = time.monotonic() - began
        assert phone.kept("drive") == json.loads(base.body)
    assert len(base.asked) == 4
    assert base.carried == len(base.body)
    assert took >= len(base.body) / LINE_BYTES_PER_S


def test_what_is_known_is_asked_for_by_its_etag_and_not_carried_again(browser: Any) -> None:
    base = Base(body_of(drive_part()))
    with asking(browser, base) as phone:
        assert phone.again() is True
        assert phone.again() is False
        assert (base.asked[-1]["if-none-match"], base.carried) == (base.etag, len(base.body))


def test_on_the_road_a_newer_way_waits_and_taking_it_over_is_of_just_what_was_shown(browser: Any) -> None:
    base = Base(body_of(drive_part()))
    with asking(browser, base) as phone:
        phone.again()
        base.body = body_of(built_again())
        assert phone.again(2) is True
        assert phone.kept("drive")["version"] == 1
        newer = phone.page.evaluate("() => import('/crew/sync/newer.js').then((one) => one.readNewer('В-12'))")
        assert (newer["drive"]["version"], newer["etag"], newer["isLeft"]) == (2, base.etag, False)
        takes = "([etag, drive]) => import('/crew/sync/newer.js').then((one) => one.takeOver('В-12', etag, drive))"
        assert phone.page.evaluate(takes, ["another", newer["drive"]]) is False
        assert phone.kept("drive")["version"] == 1
        assert phone.page.evaluate(takes, [base.etag, newer["drive"]]) is True
        assert (phone.kept("drive")["version"], phone.kept("newer drive")) == (2, None)
        assert phone.again(2) is False, "what was taken over is known by its etag"


def test_before_the_van_has_left_a_newer_way_is_simply_there(browser: Any) -> None:
    base = Base(body_of(drive_part()))
    with asking(browser, base) as phone:
        phone.again(status="approved")
        base.body = body_of(built_again())
        assert phone.again(2, "planned") is True
        assert (phone.kept("drive")["version"], phone.kept("newer drive")) == (2, None)


def test_what_no_crew_needs_to_know_comes_by_itself_and_a_way_the_base_took_back_waits_no_more(browser: Any) -> None:
    plain = drive_part()
    base = Base(body_of(plain))
    with asking(browser, base) as phone:
        phone.again()
        base.body = body_of({**plain, "contacts": [{"code": "liudmyla", "role": "shift_lead"}]})
        assert phone.again() is True
        assert phone.kept("drive")["contacts"][0]["code"] == "liudmyla"
        before, base.body = base.body, body_of(built_again())
        phone.again(2)
        assert phone.kept("newer drive")["mission"] == MISSION
        base.body = before
        assert phone.again(1) is True
        assert phone.kept("newer drive") is None
