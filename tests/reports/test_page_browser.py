"""plan.html in a browser: pan, zoom, keyboard, touch, dark and light, no request, no violation, accessible."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from openevac.reports.page import plan_html
from openevac.reports.words import Words
from tests.reports.sample import real_material

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
BEFORE_EXPIRY, AFTER_EXPIRY = "2025-08-16T03:00:00Z", "2025-08-18T03:00:00Z"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "plan.html"
    path.write_bytes(plan_html(real_material(), Words("uk")))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


class Seen:
    """A page that was opened, and everything it asked for or complained about."""

    def __init__(
        self, browser: Browser, file: Path, *, at: str = BEFORE_EXPIRY, phone: bool = False, dark: bool = False
    ) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]  # a plain dict is what it takes
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            is_mobile=phone,
        )
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.clock.set_fixed_time(at)
        self.page.goto(file.as_uri())
        self.settle()

    def settle(self) -> None:
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def view(self) -> list[float]:
        box = self.page.get_attribute("svg.map", "viewBox")
        return [float(number) for number in (box or "").split()]

    def press(self, key: str) -> None:
        self.page.focus("svg.map")
        self.page.keyboard.press(key)
        self.settle()


@pytest.fixture
def desk(browser: Browser, file: Path) -> Iterator[Seen]:
    seen = Seen(browser, file)
    yield seen
    seen.context.close()


@pytest.fixture
def phone(browser: Browser, file: Path) -> Iterator[Seen]:
    seen = Seen(browser, file, phone=True, dark=True)
    yield seen
    seen.context.close()


def middle(seen: Seen) -> tuple[float, float]:
    box = seen.page.locator("svg.map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_page_asks_for_nothing_and_breaks_no_policy(desk: Seen, file: Path) -> None:
    desk.page.click("#nearer")
    desk.page.click("#theme")
    desk.settle()
    assert desk.requests == [file.as_uri()]
    assert desk.complaints == []


def test_a_script_that_does_not_belong_to_it_does_not_run(desk: Seen) -> None:
    desk.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'document.title = \"broken\"';"
        " document.body.append(s); }"
    )
    assert desk.page.title() == "Виїзд 16 серпня"
    assert any("Content Security Policy" in complaint for complaint in desk.complaints)


def test_buttons_bring_the_map_nearer_and_back(desk: Seen) -> None:
    before = desk.view()
    for _ in range(3):
        desk.page.click("#nearer")
    desk.settle()
    assert desk.view()[2] == pytest.approx(before[2] / 1.6**3, rel=0.01)
    desk.page.click("#farther")
    desk.settle()
    assert desk.view()[2] == pytest.approx(before[2] / 1.6**2, rel=0.01)
    desk.page.click("#whole")
    desk.settle()
    assert desk.view() == pytest.approx(before, rel=1e-3)


def test_the_keyboard_moves_and_zooms_the_map(desk: Seen) -> None:
    start = desk.view()
    desk.press("ArrowRight")
    desk.press("ArrowDown")
    moved = desk.view()
    assert moved[0] > start[0]
    assert moved[1] > start[1]
    desk.press("+")
    assert desk.view()[2] < moved[2]
    desk.press("0")
    assert desk.view() == pytest.approx(start, rel=1e-3)


def test_the_mouse_drags_the_map_and_the_wheel_keeps_the_point_under_it(desk: Seen) -> None:
    x, y = middle(desk)
    start = desk.view()
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x - 100, y - 50, steps=4)
    desk.page.mouse.up()
    desk.settle()
    dragged = desk.view()
    px = start[2] / desk.page.locator("svg.map").evaluate("(map) => map.clientWidth")
    assert dragged[0] - start[0] == pytest.approx(100 * px, rel=0.02)
    assert dragged[1] - start[1] == pytest.approx(50 * px, rel=0.02)
    desk.page.mouse.move(x + 150, y)
    desk.page.mouse.wheel(0, -300)
    desk.settle()
    nearer = desk.view()
    assert nearer[2] < dragged[2]
    left, width = x - start[2] / px / 2, start[2] / px
    share = (x + 150 - left) / width
    assert nearer[0] + share * nearer[2] == pytest.approx(dragged[0] + share * dragged[2], rel=0.01)


def test_the_wheel_scrolls_the_page_until_the_map_is_chosen(desk: Seen) -> None:
    start = desk.view()
    desk.page.mouse.move(*middle(desk))
    desk.page.mouse.wheel(0, 200)
    desk.page.wait_for_timeout(150)
    assert desk.view() == start
    assert desk.page.evaluate("() => scrollY") > 0
    assert "shown" in (desk.page.get_attribute("#hint", "class") or "")


def test_two_fingers_bring_the_map_nearer(phone: Seen) -> None:
    phone.page.locator("svg.map").scroll_into_view_if_needed()
    x, y = middle(phone)
    before = phone.view()
    touch = phone.context.new_cdp_session(phone.page)

    def send(kind: str, apart: float) -> None:
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 30)
    for apart in (40, 55, 70, 90):
        send("touchMove", apart)
    send("touchEnd", 0)
    phone.settle()
    assert phone.view()[2] == pytest.approx(before[2] / 3, rel=0.15)
    assert phone.complaints == []


def test_a_trip_can_be_shown_alone_and_all_again(desk: Seen) -> None:
    before = desk.view()
    desk.page.click("button[data-show='3-1']")
    desk.settle()
    assert desk.view()[2] < before[2]
    assert desk.page.locator("g.trip.faded").count() == 4
    assert desk.page.get_attribute("button[data-show='3-1']", "aria-pressed") == "true"
    desk.page.click("button[data-show='3-1']")
    desk.settle()
    assert desk.page.locator(".faded").count() == 0
    assert desk.view() == pytest.approx(before, rel=1e-3)


def test_detail_appears_when_the_map_comes_nearer_and_signs_keep_their_size(desk: Seen) -> None:
    codes = desk.page.locator("svg.map .sign-stop text.code >> nth=0")
    disc = desk.page.locator("svg.map .sign-stop circle >> nth=0")
    size = disc.evaluate("(one) => one.getBoundingClientRect().width")
    assert not codes.is_visible()
    desk.page.click("button[data-show='1-1']")
    for _ in range(4):
        desk.page.click("#nearer")
    desk.settle()
    assert codes.is_visible()
    assert disc.evaluate("(one) => one.getBoundingClientRect().width") == pytest.approx(size, rel=0.1)
    assert int(desk.page.get_attribute("svg.map", "data-level") or "") >= 3


def test_the_map_fills_the_window_and_escape_brings_it_back(desk: Seen) -> None:
    desk.page.click("#large")
    box = desk.page.locator("svg.map").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1440, 900)
    desk.page.keyboard.press("Escape")
    assert desk.page.get_attribute("#large", "aria-pressed") == "false"


def test_dark_follows_the_machine_and_the_switch(desk: Seen, phone: Seen) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light, dark = desk.page.evaluate(ground), phone.page.evaluate(ground)
    assert light == "rgb(246, 244, 241)"
    assert dark == "rgb(21, 20, 19)"
    desk.page.click("#theme")
    assert desk.page.evaluate(ground) == dark
    assert desk.page.get_attribute("#theme", "aria-pressed") == "true"
    phone.page.click("#theme")
    assert phone.page.evaluate(ground) == light


def test_nothing_runs_over_the_edge_of_a_phone(phone: Seen) -> None:
    assert phone.page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_buttons_are_large_enough_for_a_thumb(phone: Seen) -> None:
    for button in phone.page.locator("button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def test_after_its_time_the_page_says_so(browser: Browser, file: Path, desk: Seen) -> None:
    late = Seen(browser, file, at=AFTER_EXPIRY)
    assert late.page.locator("#expired").is_visible()
    assert "Знищіть її." in late.page.locator("#expired").inner_text()
    assert not desk.page.locator("#expired").is_visible()
    late.context.close()


def test_without_script_the_page_is_whole(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("svg.map .trip").count() == 5
    assert page.locator("#tools").is_hidden()
    assert "К-417-286" in (page.locator("main").text_content() or "")
    context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(browser: Browser, file: Path, *, dark: bool) -> None:
    seen = Seen(browser, file, dark=dark)
    seen.page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    with suppress(OSError):
        socket.setdefaulttimeout(30)
    results = Axe().run(seen.page)
    told = [
        (found["id"], [node["html"][:120] for node in found["nodes"]][:3]) for found in results.response["violations"]
    ]
    assert told == []
    seen.context.close()
