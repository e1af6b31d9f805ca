"""A picture is asked for again where the browser had no frame; any other fault is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.pictures import NO_FRAME_YET, TRIES, take_picture


class Lens:
    """A page whose browser answers with these faults, one after another, and then with a picture."""

    def __init__(self, *faults: str) -> None:
        self.faults = list(faults)
        self.asked = 0

    def screenshot(self, **_how: object) -> None:
        self.asked += 1
        if self.faults:
            raise Error(self.faults.pop(0))


def test_a_browser_without_a_frame_is_asked_again() -> None:
    page = Lens(NO_FRAME_YET)
    take_picture(page, "never-written")
    assert page.asked == 2


@pytest.mark.parametrize("faults", [("Target page has been closed",), (NO_FRAME_YET,) * TRIES])
def test_every_other_fault_and_a_browser_that_never_has_one_are_told(faults: tuple[str, ...]) -> None:
    with pytest.raises(Error):
        take_picture(Lens(*faults), "never-written")
