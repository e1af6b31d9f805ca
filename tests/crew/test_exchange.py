"""Records that go from phone to phone through the air as square codes: drawn in one browser, read in another."""

from __future__ import annotations

import base64
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.crew.codes_served import as_lines, outbox
from tests.desk.conftest import browser, django_ready, opened
from tests.desk.conftest import desk as desk_of_page
from tests.desk.desk import CHROMIUM, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["browser", "desk_of_page", "django_ready", "opened"]
pytestmark = pytest.mark.browser
LOST = 0.15
MOST_TURNS_DEG = 5
WIDE, HIGH = 720, 720
DRAW = """async ([ops, wanted, turns]) => {
  const from = document.body.dataset.static + "crew/";
  const { cut } = await import(from + "sync/frames.js");
  const { packOps } = await import(from + "sync/parcel.js");
  const { drawSquare } = await import(from + "screens/square-picture.js");
  const sending = await cut(await packOps(ops));
  const [square, seen] = [document.createElement("canvas"), document.createElement("canvas")];
  [seen.width, seen.height] = [720, 720];
  const pen = seen.getContext("2d", { willReadFrequently: true });
  const small = Object.assign(document.createElement("canvas"), { width: 330, height: 330 });
  const less = small.getContext("2d", { willReadFrequently: true });
  const pictures = [];
  for (const [place, index] of wanted.entries()) {
    drawSquare(square, sending.frame(index));
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = "#8a8478";
    pen.fillRect(0, 0, 720, 720);
    pen.translate(360 + turns[place] * 3, 360);
    pen.rotate((turns[place] * Math.PI) / 180);
    less.drawImage(square, 0, 0, small.width, small.height);
    pen.drawImage(small, -310, -310, 620, 620); // drawn small and large again: out of focus
    const pixels = pen.getImageData(0, 0, 720, 720);
    for (let at = 0; at < pixels.data.length; at += 4) {
      const grain = ((Math.imul(at + index * 7919, 2654435761) >>> 24) / 255 - 0.5) * 20;
      for (let colour = 0; colour < 3; colour += 1) pixels.data[at + colour] += grain;
    }
    pen.putImageData(pixels, 0, 0);
    pictures.push(seen.toDataURL("image/jpeg", 0.7));
  }
  return { count: sending.count, pictures };
}"""
READ = """async (pictures) => {
  const from = document.body.dataset.static + "crew/";
  const { gathering } = await import(from + "sync/frames.js");
  const { unpackOps } = await import(from + "sync/parcel.js");
  const { squareReader } = await import(from + "screens/square-reader.js");
  const look = await squareReader();
  globalThis.frames_of_test ??= gathering();
  const told = { read: 0, ops: null };
  for (const picture of pictures) {
    const shown = new Image();
    shown.src = picture;
    await shown.decode();
    const text = await look(shown);
    const answer = text ? await globalThis.frames_of_test.take(text) : { is: "broken" };
    if (answer.is !== "broken") told.read += 1;
    if (answer.is === "whole") told.ops = await unpackOps(answer.bytes);
  }
  return told;
}"""
SHOWS_EXCHANGE = """async (ops) => {
  const { exchange } = await import(document.body.dataset.static + "crew/screens/exchange.js");
  const said = (english, facts = {}) => english.replaceAll(/\\{(\\w+)\\}/g, (_, name) => facts[name]);
  const { element } = exchange({ said, opsToShow: async () => ops });
  element.addEventListener("crew:heard", (event) => (globalThis.heard = event.detail.ops));
  document.body.replaceChildren(element);
}"""


def phone(desk: Desk) -> Page:
    page = desk.stranger(size="phone", language="en")
    page.goto("/")
    return page


def film(frames: list[str], page: Page, path: Path) -> Path:
    """Make a film of pictures, as the camera of a phone sees them (YUV4MPEG2, no colour)."""
    grey = page.evaluate(
        """async (pictures) => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 720, height: 720 });
          const pen = canvas.getContext("2d", { willReadFrequently: true });
          const all = [];
          for (const picture of pictures) {
            const shown = new Image();
            shown.src = picture;
            await shown.decode();
            pen.drawImage(shown, 0, 0);
            const { data } = pen.getImageData(0, 0, 720, 720);
            let text = "";
            for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at]);
            all.push(btoa(text));
          }
          return all;
        }""",
        frames,
    )
    colourless = bytes([128]) * (WIDE * HIGH // 2)
    body = b"".join(b"FRAME\n" + base64.b64decode(one) + colourless for one in grey)
    path.write_bytes(b"YUV4MPEG2 W%d H%d F4:1 Ip A1:1 C420jpeg\n" % (WIDE, HIGH) + body)
    return path


def test_six_hours_go_over_though_turned_blurred_noisy_and_one_in_seven_lost(desk_of_page: Desk) -> None:
    ops = outbox(250)
    chance = random.Random(20251116)
    shows, reads = phone(desk_of_page), phone(desk_of_page)
    seen, read, arrived = 0, 0, None
    for begin in range(12, 400, 12):
        wanted = [index for index in range(begin, begin + 12) if chance.random() > LOST]
        turns = [chance.uniform(-MOST_TURNS_DEG, MOST_TURNS_DEG) for _ in wanted]
        drawn = shows.evaluate(DRAW, [ops, wanted, turns])
        told = reads.evaluate(READ, drawn["pictures"])
        seen, read = seen + len(wanted), read + told["read"]
        arrived = told["ops"] or arrived
        if arrived:
            break
    assert arrived is not None, f"{read} of {seen} pictures were read, {drawn['count']} are needed"
    assert as_lines(arrived) == as_lines(ops), "byte for byte, signatures too"
    assert read >= 0.8 * seen, "such pictures are read by the library of the pages"


def test_one_phone_films_the_other_and_its_page_says_how_far_it_is(desk_of_page: Desk, tmp_path: Path) -> None:
    ops = outbox(60)
    shows = phone(desk_of_page)
    pictures = shows.evaluate(DRAW, [ops, list(range(3, 48)), [1.5] * 45])["pictures"]
    path = shutil.which("chromium")
    assert path is not None, "the desk runs in it"
    filmed = film(pictures, shows, tmp_path / "other-phone.y4m")
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    seeing = desk_of_page.browser.browser_type.launch(
        executable_path=path, args=[*CHROMIUM, *camera, f"--use-file-for-fake-video-capture={filmed}"]
    )
    try:
        page = seeing.new_context(base_url=desk_of_page.address, permissions=["camera"]).new_page()
        page.goto("/")
        page.evaluate(SHOWS_EXCHANGE, [])
        page.get_by_role("button", name="Read another phone").click()
        page.get_by_text("pictures have come.").wait_for(timeout=60_000)
        page.get_by_text("60 records came over.").wait_for(timeout=120_000)
        assert as_lines(page.evaluate("globalThis.heard")) == as_lines(ops)
        assert page.locator("video").is_hidden(), "the camera is put away"
    finally:
        seeing.close()


def test_a_phone_shows_its_records_until_it_is_told_to_stop(desk_of_page: Desk) -> None:
    page = phone(desk_of_page)
    page.evaluate(SHOWS_EXCHANGE, outbox(30))
    page.get_by_role("button", name="Show my records").click()
    page.get_by_text("Hold this screen before the other phone").wait_for()
    first = page.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    page.wait_for_timeout(600)
    assert page.locator("canvas").evaluate("canvas => canvas.toDataURL()") != first, "the codes change"
    page.get_by_role("button", name="Stop").click()
    assert page.locator("canvas").is_hidden()
    assert page.get_by_role("button", name="Read another phone").is_visible()


def test_a_phone_without_records_and_without_camera_says_so(desk_of_page: Desk) -> None:
    page = phone(desk_of_page)
    page.evaluate(SHOWS_EXCHANGE, [])
    page.get_by_role("button", name="Show my records").click()
    page.get_by_text("There is nothing to hand on yet.").wait_for()
    page.get_by_role("button", name="Read another phone").click()
    page.get_by_text("No camera can be used here").wait_for()


def test_the_longest_picture_is_a_code_of_version_15(desk_of_page: Desk) -> None:
    """A phone reads 77 modules a side from an arm's length."""
    found: Any = phone(desk_of_page).evaluate(
        """async () => {
          const { encode } = await import(document.body.dataset.static + "vendor/square-maker.js");
          return encode("A".repeat(599), { ecc: "M" }).version;
        }"""
    )
    assert found == 15
