"""Words about danger: unverified ones only add, clearing takes two sources or a crew, and a muted source is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Confidence, OpenedBy
from tests.services.cast import ORGANISATION, Cast
from tests.services.danger.said import OTHER_TOWN, TOWN, crew, mission, reported


def seen(cast: Cast, by: str = "olena") -> Any:
    from openevac.services.danger.see_danger import see_danger

    return see_danger(cast.asking(by))


def vouched(cast: Cast, report: Any, by: str = "kateryna", **word: str) -> Any:
    from openevac.services.danger.report_hazard import VouchHazard, vouch_hazard

    return vouch_hazard(cast.order(by), VouchHazard(report=report, **word))


def cleared(cast: Cast, report: Any, by: str = "kateryna", **word: Any) -> Any:
    from openevac.services.danger.clear_hazard import ClearHazard, clear_hazard

    return clear_hazard(cast.order(by), ClearHazard(report=report, **word))


def muted(cast: Cast, source: str) -> Any:
    from openevac.services.danger.mute_source import MuteSource, mute_source

    return mute_source(cast.order("kateryna"), MuteSource(source=source, reason="five false alarms this week"))


def test_one_source_adds_and_does_not_block(cast: Cast) -> None:
    assert reported(cast, by="kateryna", blocks=True).confidence is Confidence.UNVERIFIED
    line = seen(cast).reports[0]
    assert (line.blocks, line.confidence, line.sources) == (True, Confidence.UNVERIFIED, ("hromada chat",))


def test_two_sources_verify_when_a_coordinator_vouches_for_them(cast: Cast) -> None:
    assert reported(cast, by="olena", also_said_by=("police",)).confidence is Confidence.UNVERIFIED
    assert reported(cast, by="kateryna", also_said_by=("police",)).confidence is Confidence.VERIFIED
    assert reported(cast, by="kateryna", also_said_by=("Hromada  chat",)).confidence is Confidence.UNVERIFIED


def test_a_second_word_can_come_later_and_is_never_taken_back_by_a_third(cast: Cast) -> None:
    first = reported(cast)
    assert vouched(cast, first.report, source="police").confidence is Confidence.VERIFIED
    assert vouched(cast, first.report, by="olena", source="neighbour").confidence is Confidence.VERIFIED
    assert seen(cast).reports[0].sources == ("hromada chat", "police", "neighbour")


def test_a_crew_that_saw_it_is_enough_and_must_be_a_crew_of_ours(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotFound

    crew(cast)
    assert reported(cast, seen_by="Лелека").confidence is Confidence.VERIFIED
    with pytest.raises(NotFound):
        reported(cast, seen_by="Горобець")


def test_a_crew_on_the_road_speaks_for_itself_and_for_its_mission_only(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotFound, Refused

    crew(cast, "Лелека", "stepan")
    crew(cast, "Чапля", "roman")
    mission(cast, "Р-1", "Лелека")
    mission(cast, "Р-2", "Чапля")
    assert reported(cast, by="stepan", mission="Р-1", seen_by="Лелека").confidence is Confidence.VERIFIED
    assert reported(cast, by="stepan", mission="Р-1").confidence is Confidence.UNVERIFIED
    with pytest.raises(NotFound):
        reported(cast, by="stepan", mission="Р-1", seen_by="Чапля")
    with pytest.raises(Refused):
        reported(cast, by="stepan", mission="Р-2", seen_by="Лелека")
    with pytest.raises(Refused):
        reported(cast, by="stepan", seen_by="Лелека")


def test_one_word_clears_nothing_two_do_until_they_run_out(cast: Cast) -> None:
    report = reported(cast, by="kateryna", also_said_by=("police",), blocks=True).report
    assert not cleared(cast, report, source="police").counts
    assert not cleared(cast, report, source="Police ").counts
    assert cleared(cast, report, source="road service").counts
    assert seen(cast).reports[0].cleared
    cast.clock.pass_time(hours=24)
    assert not seen(cast).reports[0].cleared


def test_a_crew_that_drove_there_clears_alone(cast: Cast) -> None:
    crew(cast)
    assert cleared(cast, reported(cast).report, drove_it="Лелека").counts


def test_a_source_set_aside_neither_verifies_nor_clears_and_who_did_it_is_shown(cast: Cast) -> None:
    muted(cast, "police")
    report = reported(cast, by="kateryna", also_said_by=("police",)).report
    assert seen(cast).reports[0].confidence is Confidence.UNVERIFIED
    cleared(cast, report, source="police")
    assert not cleared(cast, report, source="road service").counts
    assert seen(cast).reports[0].muted is None
    muted(cast, "hromada chat")
    line = seen(cast).reports[0]
    assert (line.muted.by, line.muted.reason) == ("kateryna", "five false alarms this week")


def test_a_muted_source_is_heard_again(cast: Cast) -> None:
    from openevac.services.danger.mute_source import HearAgain, hear_again
    from openevac.services.kernel.refusals import NotFound

    muted(cast, "hromada chat")
    reported(cast)
    hear_again(cast.order("kyrylo"), HearAgain(source="hromada chat", reason="they changed who writes"))
    assert seen(cast).muted == ()
    assert seen(cast).reports[0].muted is None
    with pytest.raises(NotFound):
        hear_again(cast.order("kyrylo"), HearAgain(source="hromada chat", reason="again"))


def test_operators_report_and_do_not_clear_mute_or_open(cast: Cast) -> None:
    from openevac.services.danger.mute_source import MuteSource, mute_source
    from openevac.services.danger.open_track import OpenTrack, open_track
    from openevac.services.kernel.refusals import NotAllowed

    report = reported(cast).report
    with pytest.raises(NotAllowed):
        cleared(cast, report, by="olena", source="police")
    with pytest.raises(NotAllowed):
        mute_source(cast.order("olena"), MuteSource(source="x", reason="y"))
    with pytest.raises(NotAllowed):
        open_track(cast.order("olena"), OpenTrack(way_ids=(7,), opened_by=OpenedBy.DEMINERS_NOTE, by="note 5"))


def test_a_track_is_opened_by_a_crew_of_ours_or_a_dated_note(cast: Cast) -> None:
    from openevac.services.danger.open_track import OpenTrack, open_track
    from openevac.services.kernel.refusals import NotFound

    crew(cast)
    yesterday = cast.clock.now() - timedelta(days=1)
    for opened_by, by in ((OpenedBy.CREW_DROVE, "Лелека"), (OpenedBy.DEMINERS_NOTE, "note 14 of 3 May")):
        asked = OpenTrack(way_ids=(7, 8), opened_by=opened_by, by=by, opened_at=yesterday)
        open_track(cast.order("kateryna"), asked)
    assert {(track.by, track.way_ids, track.age_h) for track in seen(cast).tracks} == {
        ("Лелека", (7, 8), 24.0),
        ("note 14 of 3 May", (7, 8), 24.0),
    }
    with pytest.raises(NotFound):
        open_track(cast.order("kateryna"), OpenTrack(way_ids=(7,), opened_by=OpenedBy.CREW_DROVE, by="nobody"))


def test_what_blocks_is_shown_however_old_and_age_is_told(cast: Cast) -> None:
    now = cast.clock.now()
    reported(cast, blocks=True, kind="bridge_down", happened_at=now - timedelta(days=200))
    reported(cast, happened_at=now - timedelta(days=40))
    reported(cast, happened_at=now - timedelta(hours=3), valid_until=now - timedelta(hours=1))
    page = seen(cast)
    assert [line.kind for line in page.reports] == ["bridge_down"]
    assert page.reports[0].age_h == 200 * 24
    assert page.more_reports == 1


BAD_SOURCES = {"empty": "", "nul": "a\x00b", "bidi": "\u202eabc", "10 MB": "x" * 10_000_000, "lines": "a\nb"}


@pytest.mark.parametrize("bad", BAD_SOURCES.values(), ids=BAD_SOURCES)
def test_a_source_that_is_no_short_line_is_refused_by_name(cast: Cast, bad: str) -> None:
    with pytest.raises(InputError, match="source"):
        reported(cast, source=bad)
    with pytest.raises(InputError, match="also_said_by"):
        reported(cast, also_said_by=(bad,))


def test_other_bad_words_are_refused_by_name(cast: Cast) -> None:
    now = cast.clock.now()
    for what, field in (
        ({"kind": "tank"}, "kind"),
        ({"happened_at": now + timedelta(hours=1)}, "happened_at"),
        ({"radius_m": 90_000.0}, "way_ids"),
        ({"way_ids": tuple(range(300))}, "way_ids"),
    ):
        with pytest.raises(InputError, match=field):
            reported(cast, **what)
    with pytest.raises(InputError, match="report"):
        cleared(cast, uuid4(), source="police")
    with pytest.raises(InputError, match="source"):
        cleared(cast, uuid4(), source="police", drove_it="Лелека")


def test_another_organisations_report_is_not_found(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotFound
    from openevac.store.models import HazardReport
    from tests.services.cast import found_cast

    report = reported(cast).report
    found_cast("susidy", cast.clock)
    HazardReport.objects.update(organisation_id="susidy")
    with pytest.raises(NotFound):
        cleared(cast, report, source="police")
    assert seen(cast).reports == ()


def test_numbers_of_who_remains_stand_side_by_side(cast: Cast) -> None:
    from openevac.services.danger.record_remaining import RecordRemaining, record_remaining
    from openevac.services.danger.see_danger import see_remaining
    from openevac.services.kernel.who import local_day

    today = local_day(cast.clock.now())
    for source, number, days in (("hromada", 60, 9), ("police", 24, 2), ("hromada", 41, 1)):
        day = today - timedelta(days=days)
        record_remaining(cast.order("olena"), RecordRemaining(katottg=TOWN, number=number, source=source, on_day=day))
    record_remaining(cast.order("olena"), RecordRemaining(katottg=OTHER_TOWN, number=0, source="crew"))
    lines = see_remaining(cast.asking("kateryna"), TOWN)
    assert {(line.source, line.number, line.age_days) for line in lines} == {("hromada", 41, 1), ("police", 24, 2)}
    assert len(see_remaining(cast.asking("kateryna"))) == 3
    with pytest.raises(InputError, match="on_day"):
        record_remaining(
            cast.order("olena"),
            RecordRemaining(katottg=TOWN, number=1, source="s", on_day=today + timedelta(days=1)),
        )


def test_each_word_is_one_entry_of_codes(cast: Cast) -> None:
    from openevac.store.models import LedgerBody

    before = LedgerBody.objects.count()
    report = reported(cast).report
    cleared(cast, report, source="police")
    muted(cast, "hromada chat")
    assert LedgerBody.objects.count() == before + 3
    assert LedgerBody.objects.filter(organisation=ORGANISATION, subject=f"hazard:{report}").count() == 2
