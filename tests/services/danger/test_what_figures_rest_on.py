"""The situation with the words of people here laid over it, and the spellings of sources used so far."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openevac.domain.hazards import ControlLine
from openevac.domain.places import Access
from openevac.domain.situation import PlaceAccess, Situation
from openevac.feeds.exposure_profile import read_profile
from openevac.services.kernel.refusals import NotAllowed
from tests.services.cast import Cast
from tests.services.danger.said import OTHER_TOWN, TOWN, crew, mission, reported


def base(cast: Cast) -> Situation:
    """Give a situation as a file tells it: one line, two places closed."""
    since = datetime(2025, 10, 1, tzinfo=UTC)
    return Situation(
        profile=read_profile("2025-10"),
        control=(ControlLine(source="a map", observed_at=cast.clock.now()),),
        access=tuple(
            PlaceAccess(katottg=code, access=Access.CLOSED, source="a file", since=since) for code in (TOWN, OTHER_TOWN)
        ),
    )


def test_words_written_down_here_lie_over_the_file(cast: Cast) -> None:
    from openevac.services.danger.mute_source import MuteSource, mute_source
    from openevac.services.danger.see_situation import see_situation
    from openevac.services.danger.set_access import SetAccess, set_access

    set_access(cast.order("kateryna"), SetAccess(katottg=TOWN, access=Access.OPEN, source="police"))
    mute_source(cast.order("kateryna"), MuteSource(source="a map", reason="drawn by nobody"))
    reported(cast)
    seen = see_situation(cast.asking("olena"), base(cast))
    assert {entry.katottg: entry.source for entry in seen.access} == {TOWN: "police", OTHER_TOWN: "a file"}
    assert seen.control[0].set_aside is not None
    assert (seen.control[0].set_aside.by, seen.control[0].set_aside.reason) == ("kateryna", "drawn by nobody")
    assert [report.source for report in seen.reports] == ["hromada chat"]


def test_who_may_not_see_dangers_gets_no_situation(cast: Cast) -> None:
    from openevac.services.danger.see_situation import see_situation

    with pytest.raises(NotAllowed):
        see_situation(cast.asking("raisa"), base(cast))


def test_the_desk_sees_every_crew_and_a_crew_its_own(cast: Cast) -> None:
    from openevac.services.danger.see_sources import see_sources

    crew(cast, "Лелека", "stepan")
    crew(cast, "Яструб", "roman")
    mission(cast, "В-7", "Лелека")
    reported(cast)
    assert see_sources(cast.asking("olena")).crews == ("Лелека", "Яструб")
    assert see_sources(cast.asking("olena")).sources == ("hromada chat",)
    assert see_sources(cast.asking("stepan"), "В-7").crews == ("Лелека",)


def test_a_report_tells_who_said_that_it_is_gone(cast: Cast) -> None:
    from openevac.services.danger.clear_hazard import ClearHazard, clear_hazard
    from openevac.services.danger.see_danger import see_danger

    report = reported(cast).report
    clear_hazard(cast.order("kateryna"), ClearHazard(report=report, source="road service"))
    line = see_danger(cast.asking("olena")).reports[0]
    assert [(one.source, one.drove_it) for one in line.cleared_by] == [("road service", "")]
    assert not line.cleared
    cast.clock.pass_time(hours=25)
    assert see_danger(cast.asking("olena")).reports[0].cleared_by == ()
