"""A board drawn for one screen serves the next: never older than what that screen was told, never with its signs."""

from __future__ import annotations

import gzip
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.databases import django_ready

__all__ = ["django_ready"]
AT = datetime(2025, 5, 15, 6, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def kept(django_ready: Any) -> Any:
    from openevac.web.desk.now.kept_board import KeptBoards

    return KeptBoards()


class Pen:
    """Draws boards and counts them."""

    def __init__(self) -> None:
        self.drawn = 0

    def draw(self) -> str:
        self.drawn += 1
        return f"<i>{self.drawn}</i>"


def test_a_screen_gets_no_board_older_than_what_it_was_told(kept: Any) -> None:
    pen = Pen()
    first = kept.give(("ours",), AT, AT, pen.draw)
    assert kept.give(("ours",), AT, AT + SECOND, pen.draw) == first
    assert kept.give(("ours",), AT - SECOND, AT + SECOND, pen.draw) == first
    newer = kept.give(("ours",), AT + SECOND, AT + SECOND, pen.draw)
    assert (pen.drawn, newer.at) == (2, AT + SECOND)
    assert kept.give(("theirs",), AT, AT + SECOND, pen.draw) != newer, "another kind of screen shows another board"


def test_who_was_told_nothing_or_of_a_time_to_come_gets_a_board_drawn_now(kept: Any) -> None:
    pen = Pen()
    kept.give(("ours",), AT, AT, pen.draw)
    kept.give(("ours",), None, AT, pen.draw)
    kept.give(("ours",), AT + 5 * SECOND, AT, pen.draw)
    assert pen.drawn == 3
    kept.give(("ours",), AT - SECOND, AT - SECOND, pen.draw)
    assert pen.drawn == 4, "a board of the future, kept before the clock was set back, is drawn again"


def test_many_at_once_wait_for_one_board(kept: Any) -> None:
    pen, got = Pen(), []

    def slow() -> str:
        time.sleep(0.1)
        return pen.draw()

    screens = [threading.Thread(target=lambda: got.append(kept.give(("ours",), AT, AT, slow))) for _ in range(8)]
    for one in screens:
        one.start()
    for one in screens:
        one.join()
    assert (pen.drawn, len(set(got))) == (1, 1)


def test_a_board_is_packed_once_for_all_browsers_that_take_it_so(kept: Any) -> None:
    from django.test import RequestFactory

    from openevac.web.desk.now.kept_board import sent

    drawn = kept.give(("ours",), AT, AT, Pen().draw)
    plain = sent(RequestFactory().get("/now/board/"), drawn)
    packed = sent(RequestFactory().get("/now/board/", headers={"Accept-Encoding": "gzip, br"}), drawn)
    assert plain.content == b"<i>1</i>"
    assert "Content-Encoding" not in plain
    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)


def test_nothing_on_a_board_for_many_screens_belongs_to_one(django_ready: Any) -> None:
    """The forms of a kept board carry no sign of a session and no command id; those of a page carry both."""
    from django.template import Context, Template

    form = Template("{% load desk %}<form>{% csrf_token %}{% command_id %}</form>")
    shared = form.render(Context({"csrf_token": "", "for_many_screens": True}))
    assert shared == '<form><input type="hidden" name="command_id" value=""></form>'
    own = form.render(Context({"csrf_token": "sign"}))
    assert re.search(r'value="sign"', own)
    assert re.search(r'name="command_id" value="[0-9a-f-]{36}"', own)


def test_a_moment_a_screen_names_is_read_or_left_out(django_ready: Any) -> None:
    from django.test import RequestFactory

    from openevac.web.desk.now.kept_board import told_of

    for told, read in ((AT.isoformat(), AT), ("2025-05-15T06:00:00", None), ("soon", None), ("", None)):
        assert told_of(RequestFactory().get("/now/board/", {"told": told})) == read
