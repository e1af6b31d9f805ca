"""Unverified words never block or clear; two different trusted sources or a crew's own eyes do."""

from __future__ import annotations

import pytest

from openevac.domain.hazards import Confidence
from openevac.rules.hazard_words import clears, confidence_of


@pytest.mark.parametrize(
    ("sources", "seen_by", "vouched", "confidence"),
    [
        (["police"], "", True, Confidence.UNVERIFIED),
        (["police", "hromada"], "", True, Confidence.VERIFIED),
        (["police", "hromada"], "", False, Confidence.UNVERIFIED),
        (["police", " Police "], "", True, Confidence.UNVERIFIED),
        (["police", ""], "", True, Confidence.UNVERIFIED),
        (["chat"], "crew 3", False, Confidence.VERIFIED),
        (["chat"], "  ", True, Confidence.UNVERIFIED),
    ],
)
def test_who_makes_a_word_verified(sources: list[str], seen_by: str, vouched: bool, confidence: Confidence) -> None:  # noqa: FBT001 - a table's column
    assert confidence_of(sources, seen_by, vouched=vouched) is confidence


def test_a_source_set_aside_does_not_count() -> None:
    assert confidence_of(["a", "b"], "", vouched=True, muted=["B"]) is Confidence.UNVERIFIED
    assert not clears(["a", "b"], "", muted=["b "])


def test_clearing_takes_two_sources_or_a_crew() -> None:
    assert not clears(["police"], "")
    assert not clears(["police", "POLICE"], "")
    assert clears(["police", "hromada"], "")
    assert clears([], "crew 3")
