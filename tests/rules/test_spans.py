from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from openevac.domain.situation import Curfew
from openevac.rules.spans import Span, curfew_spans, meet, without

KYIV = ZoneInfo("Europe/Kyiv")
HOUR = 3600.0
ZERO = datetime(2025, 10, 15, tzinfo=UTC)  # three o'clock in Kyiv


def curfew(starts: time, ends: time) -> Curfew:
    return Curfew(starts=starts, ends=ends, source="military administration")


def hours(pieces: tuple[Span, ...]) -> list[tuple[float, float]]:
    return [(piece.early / HOUR, piece.late / HOUR) for piece in pieces]


def test_spans_meet_in_what_they_share() -> None:
    assert meet(Span(0, 5), Span(3, 9)) == Span(3, 5)
    assert meet(Span(0, 3), Span(3, 9)) == Span(3, 3)
    assert meet(Span(0, 2), Span(3, 9)) is None


def test_closed_pieces_are_cut_out() -> None:
    assert without(Span(0, 10), [Span(4, 6)]) == (Span(0, 4), Span(6, 10))
    assert without(Span(0, 10), [Span(-5, 2), Span(8, 20)]) == (Span(2, 8),)
    assert without(Span(0, 10), [Span(-5, 20)]) == ()
    assert without(Span(0, 10), [Span(10, 20), Span(-3, 0)]) == (Span(0, 10),)


def test_a_curfew_over_midnight_leaves_four_hours() -> None:
    night = curfew_spans(curfew(time(15), time(11)), KYIV, ZERO, Span(0, 24 * HOUR))
    assert hours(without(Span(0, 24 * HOUR), night)) == [(8.0, 12.0)]


def test_a_curfew_within_one_day() -> None:
    assert hours(curfew_spans(curfew(time(12), time(14)), KYIV, ZERO, Span(0, 12 * HOUR))) == [(9.0, 11.0)]


def test_clocks_that_go_back_make_the_night_an_hour_longer() -> None:
    zero = datetime(2025, 10, 25, 12, tzinfo=UTC)  # clocks go back on the 26th
    (night,) = curfew_spans(curfew(time(22), time(6)), KYIV, zero, Span(0, 20 * HOUR))
    assert night.length_s == 9 * HOUR
