from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.domain.hazards import Confidence
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.reports import felt_report, is_muted, report_kinds
from tests.hand_made import CRS
from tests.hazards.ground import LAST_NOTE, NOON, Y_M, report, xy

PROFILE = read_profile("2025-10")
HOUR = timedelta(hours=1)


def test_a_report_fades_with_age_and_distance():
    felt = felt_report(report(), PROFILE, CRS)
    rate, fade_h, reach_m = (PROFILE.value(f"report.strike.{part}") for part in ("rate_per_h", "fade_h", "reach_m"))
    assert felt.amplitude(NOON) == rate
    assert felt.amplitude(NOON + HOUR * 4) == pytest.approx(rate * np.exp(-4 / fade_h))
    away = np.array([0.0, reach_m, 2 * reach_m, 4.01 * reach_m])
    near = felt.nearness(away + xy(10_000, Y_M)[0], np.full(4, xy(10_000, Y_M)[1]))
    assert near.tolist() == pytest.approx([1.0, np.exp(-0.5), np.exp(-2.0), 0.0])


def test_it_is_not_felt_before_the_hour_in_which_it_happened():
    felt = felt_report(report(happened_at=NOON + timedelta(minutes=20)), PROFILE, CRS)
    assert felt.amplitude(NOON - HOUR) == 0.0
    assert felt.amplitude(NOON) > 0.0


def test_it_is_not_felt_after_its_validity():
    felt = felt_report(report(valid_until=NOON + HOUR * 2), PROFILE, CRS)
    assert felt.amplitude(NOON + HOUR) > 0.0
    assert felt.amplitude(NOON + HOUR * 2) == 0.0


@pytest.mark.parametrize("minutes", [0, 1, 59])
def test_an_unverified_one_counts_half_and_for_six_hours_at_most(minutes: int):
    heard = report(confidence=Confidence.UNVERIFIED, happened_at=NOON + timedelta(minutes=minutes))
    felt, seen = (felt_report(one, PROFILE, CRS) for one in (heard, replace(heard, confidence=Confidence.VERIFIED)))
    assert felt.amplitude(NOON) == seen.amplitude(NOON) / 2
    hours = [k for k in range(-2, 30) if felt.amplitude(NOON + HOUR * k) > 0]
    assert hours == [0, 1, 2, 3, 4, 5]
    assert seen.amplitude(NOON + HOUR * 7) > 0


def test_only_an_unverified_report_can_be_muted():
    assert is_muted(report(confidence=Confidence.UNVERIFIED, muted=LAST_NOTE))
    assert not is_muted(report(confidence=Confidence.VERIFIED, muted=LAST_NOTE))
    assert not is_muted(report(confidence=Confidence.UNVERIFIED))


def test_a_kind_nobody_knows_is_refused_with_those_that_exist():
    with pytest.raises(InputError, match=r"kind 'meteor'.*Use one of: drone_seen, .*other\.") as caught:
        felt_report(report(kind="meteor"), PROFILE, CRS)
    assert caught.value.field == "kind"


def test_every_kind_of_the_profile_has_a_kernel():
    for kind in report_kinds(PROFILE):
        felt = felt_report(report(kind=kind), PROFILE, CRS)
        assert felt.reach_m >= 250
        assert felt.fade_h > 0
