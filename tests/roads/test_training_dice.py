"""Chance of the training region: the same numbers everywhere, and streams that do not disturb each other."""

from __future__ import annotations

from openevac.roads.training.dice import Dice


def test_the_first_numbers_are_these_on_every_machine() -> None:
    dice = Dice(20250520, 3, 7)

    assert [dice.share() for _ in range(3)] == [0.23574254716543352, 0.03995009352954082, 0.6872547184621766]


def test_one_path_gives_one_stream_and_another_path_another() -> None:
    first, again, other = Dice(5, 1), Dice(5, 1), Dice(5, 2)
    numbers = [first.share() for _ in range(600)]

    assert numbers == [again.share() for _ in range(600)]
    assert numbers != [other.share() for _ in range(600)]


def test_numbers_keep_their_limits_and_use_them() -> None:
    dice, draws = Dice(1), 2000
    evenly = [dice.between(-2.0, 6.0) for _ in range(draws)]
    small = [dice.about(3.0) for _ in range(draws)]

    assert -2.0 <= min(evenly) < -1.9
    assert 5.9 < max(evenly) < 6.0
    assert -3.0 <= min(small) < -2.0
    assert 2.0 < max(small) <= 3.0
    assert abs(sum(small) / draws) < 0.1
    assert sum(abs(number) < 1.5 for number in small) > 0.75 * draws


def test_shares_of_chance_and_picks_come_out_as_asked() -> None:
    dice = Dice(2)

    assert 0.25 < sum(dice.chance(0.3) for _ in range(2000)) / 2000 < 0.35
    assert not any(dice.chance(0.0) for _ in range(100))
    assert {dice.pick("abc") for _ in range(100)} == set("abc")
