"""The figures of the stream: what the rules let through alone, whom they keep waiting, where they fail."""

from __future__ import annotations

import pytest

from tests.rules.lure_stream import (
    DURESS,
    LURE_KINDS,
    LURES,
    TRUE,
    figures,
    run,
    stream,
    told,
)
from tests.torture import examples

SEEDS = range(examples(3, 40))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_lure_without_the_ladders_signs_is_tasked_by_rule_alone(seed):
    assert figures(run(seed)).lures_tasked_without_signs == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_few_true_requests_wait_for_a_pattern(seed):
    found = figures(run(seed))
    assert found.true_held_over_2_h <= 0.05
    assert 0 < found.true_held_over_2_h <= found.true_held  # nobody would believe a gate that never errs


def test_without_the_ladder_lures_would_be_tasked_so_the_count_can_fail():
    found = figures(run(1, ladder=False))
    assert found.lures_tasked_without_signs > 5


def test_the_patterns_stop_lures_that_forged_the_ladders_signs():
    with_them = sum(sum(figures(run(seed)).lures_tasked_with_false_signs.values()) for seed in range(3))
    without = sum(sum(figures(run(seed, patterns=False)).lures_tasked_with_false_signs.values()) for seed in range(3))
    assert with_them < without / 2


def test_who_confirms_truthfully_under_duress_passes_and_is_counted_apart():
    found = figures(run(1))
    assert found.duress_tasked == DURESS
    assert "outside what rules can catch: 10 of 10" in told(1)


def test_the_figures_name_the_seed_and_every_kind_that_fails():
    text = told(2)
    assert text.startswith("seed 2: 1000 true requests, 50 lures of 6 kinds")
    failing = {kind: count for kind, count in figures(run(2)).lures_tasked_with_false_signs.items() if count}
    assert failing
    for kind, count in failing.items():
        assert f"  fails: {kind}: {count}" in text
    print(text)  # noqa: T201 - the figures are what this test is for; pytest -s shows them


def test_a_stream_is_as_large_as_it_says_and_the_same_for_one_seed():
    cases = stream(7)
    assert [case.is_true for case in cases].count(True) == TRUE
    assert sum(case.kind in LURE_KINDS for case in cases) == LURES
    assert {case.kind for case in cases} == {"true", "under duress", *LURE_KINDS}
    assert stream(7) == cases
    assert stream(8) != cases
