"""The camera at the reception desk: a printed square code is read in the page, with no help of the browser."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from openevac.reports.codes_square import square_code
from tests.desk.desk import CHROMIUM, Desk
from tests.desk.reception_hall import asked_for, at_the_desk, fill, people_of

__all__ = ["fill"]
pytestmark = pytest.mark.browser
WIDE, HIGH, FRAMES = 640, 480, 5


def film_of(desk: Desk, text: str, path: Path) -> Path:
    """Film a printed square code lying on a grey table (YUV4MPEG2, no colour)."""
    from matplotlib.image import imread

    table = desk.browser.new_page(viewport={"width": WIDE, "height": HIGH})
    paper = f"<div style='width:300px;padding:30px;background:#fff'>{square_code(text)}</div>"
    table.set_content(f"<body style='background:#999;display:grid;place-items:center;height:90vh'>{paper}</body>")
    table.screenshot(path=path.with_suffix(".png"))
    table.close()
    grey = (imread(path.with_suffix(".png"))[:, :, 0] * 255).astype("uint8").tobytes()
    frame = b"FRAME\n" + grey + bytes([128]) * (WIDE * HIGH // 2)
    path.write_bytes(b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (WIDE, HIGH) + frame * FRAMES)
    return path


def test_the_tag_of_a_bag_held_to_the_camera_opens_its_household(desk: Desk, tmp_path: Path) -> None:
    receipt = asked_for(walks=2)
    path = shutil.which("chromium")
    assert path is not None, "the desk runs in it"
    film = film_of(desk, f"{receipt} 2/3", tmp_path / "tag.y4m")
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    seeing = desk.browser.browser_type.launch(
        executable_path=path, args=[*CHROMIUM, *camera, f"--use-file-for-fake-video-capture={film}"]
    )
    try:
        page = at_the_desk(replace(desk, browser=seeing, _contexts=[]))
        page.context.grant_permissions(["camera"])
        assert page.evaluate("'BarcodeDetector' in globalThis") is False, "then the library would not be tried"
        page.get_by_role("button", name="Камера").click()
        page.locator("#family").filter(has_text=receipt).wait_for()
        assert page.locator("video").is_hidden()
        for code in people_of(receipt):
            assert page.locator(".family .code").get_by_text(code, exact=True).first.is_visible()
    finally:
        seeing.close()


def test_without_a_camera_the_button_goes_and_the_field_stays(desk: Desk) -> None:
    page = at_the_desk(desk)
    page.get_by_role("button", name="Камера").click()
    page.get_by_role("button", name="Камера").wait_for(state="hidden")
    assert page.locator("#find-code").is_editable()
