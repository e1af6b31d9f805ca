"""Many ask at once, calls, screens, phones, of a real `openevac serve` and its worker; nothing is lost or doubled."""

from __future__ import annotations

from typing import Any

import pytest

from tests.databases import chosen_kind, django_ready, point_at

__all__ = ["django_ready"]
LONGEST_S, FASTER = 120.0, 20.0
"""Everybody does in three seconds what takes a minute in the measured load (`python -m benchmarks.desk`): each operator
takes a call down, each phone sends a word and reads its mission. On a busy machine it lasts longer, and is the same."""


@pytest.mark.slow
def test_what_was_acknowledged_under_load_is_in_the_record_exactly_once(django_ready: Any) -> None:
    from django.db import connections
    from msgspec.structs import replace

    from benchmarks.desk_plan import Pace, Sizes
    from benchmarks.desk_served import put_load, served
    from benchmarks.desk_world import lost_or_doubled, prepare
    from tests.services.missions.country import country_files

    sizes = Sizes(operators=10, watchers=20, phones=50, requests=200)
    django_ready.make("load")
    config = django_ready.config_of("load")
    point_at(config)
    try:
        world = prepare(sizes, Pace(faster=FASTER), LONGEST_S, country_files()["region"])
        # On PostgreSQL as a hub runs it: two web processes, and a worker of its own.
        with served(config, world, processes=2 if chosen_kind() == "postgres" else 1) as addresses:
            told = put_load(replace(world.load, addresses=addresses, rounds=1))
        assert told.faults == []
        assert lost_or_doubled(world, told) == []
        assert told.watching == sizes.watchers
        assert (len(told.calls), told.sent_calls) == (sizes.operators, sizes.operators)
        assert (len(told.ops), told.sent_ops) == (sizes.phones, sizes.phones)
        assert told.boards_told > sizes.watchers, "no screen was told of a change"
    finally:
        connections.close_all()
        django_ready.drop("load")
        point_at(django_ready.config_of("main"))


def test_a_lost_and_a_doubled_write_are_found(django_ready: Any) -> None:
    """What finds nothing wrong must be able to find something wrong."""
    from django.db import transaction

    from benchmarks.desk_plan import Call, Pace, Sizes, Told
    from benchmarks.desk_world import lost_or_doubled, prepare
    from tests.services.missions.country import country_files

    with transaction.atomic():
        sizes = Sizes(operators=1, watchers=1, phones=2, requests=60)
        world = prepare(sizes, Pace(), 1.0, country_files()["region"])
        assert lost_or_doubled(world, Told()) == []
        lost = Told(calls=[Call("ab" * 16, "К-000-000")], ops=["load-phone-0-99"], sent_calls=1, sent_ops=1)
        wrong = lost_or_doubled(world, lost)
        transaction.set_rollback(True)
    assert [one.partition(":")[0] for one in wrong] == [
        "no request or several", "op load-phone-0-99", "requests", "ops", "words carried into missions",
    ]  # fmt: skip
