"""The store gives only the likeliest rows: whatever ranking of the whole record would name first must be among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from openevac.domain.needs import MobilityClass
from openevac.domain.places import LonLat, coarse
from openevac.rules.duplicates import RequestFacts, rank
from tests.services.cast import ORGANISATION, Cast
from tests.services.requests.world import CORNER, FAR_TOWN, MIDDLE_TOWN, tag
from tests.torture import examples

WORLDS, ASKED = 3, examples(25, 250)
CROWD = 900
"""In two places and a few streets: many more waiting households than the store gives for one key."""
PARTIES = ((1, 0, 0, 0), (2, 0, 0, 0), (1, 1, 0, 0), (1, 0, 0, 1), (3, 0, 1, 0), (0, 0, 0, 2))
STATUSES = ("open", "open", "open", "open", "on_mission", "handed_over", "linked", "erased")
WAITING, GONE = {"open", "on_mission"}, {"linked", "erased"}


@dataclass
class Kept:
    """One row as it was written, read by nothing but this test."""

    status: str
    facts: RequestFacts


def position_near(dice: Random, metres: float) -> LonLat:
    return coarse(LonLat(CORNER.lon + dice.gauss(0, metres / 72_000), CORNER.lat + dice.gauss(0, metres / 111_320)))


def write_world(town: Cast, dice: Random) -> list[Kept]:
    """Write a crowded town in bulk and give what was written."""
    from openevac.services.requests.placing import place_columns
    from openevac.store.models import EvacuationRequest, Household, RequestTag

    now, written, rows, tags = town.clock.now(), [], [], []
    homes = [Household(organisation_id=ORGANISATION, created_at=now) for _ in range(CROWD)]
    Household.objects.bulk_create(homes, 300)
    spread = dice.choice((150.0, 600.0, 2500.0))
    for number, home in enumerate(homes):
        place = dice.choice((FAR_TOWN, FAR_TOWN, MIDDLE_TOWN))
        where = position_near(dice, spread) if dice.random() < 0.6 else None
        walks, help_, chairs, lie = party = dice.choice(PARTIES)
        kept = Kept(
            status=dice.choice(STATUSES),
            facts=RequestFacts(
                id=f"R{number:04}", received_at=now - timedelta(minutes=dice.randrange(5000)), party_size=sum(party),
                katottg=place, position=where, receipts=frozenset({f"R{number:04}"}),
                phone_tags=frozenset({tag(f"phone {dice.randrange(60)}")}) if dice.random() < 0.5 else frozenset(),
                house_tag=tag(f"house {dice.randrange(40)}") if dice.random() < 0.3 else "",
                mobility=dict(zip(MobilityClass, party, strict=True)),
            ),
        )  # fmt: skip
        row = EvacuationRequest(
            organisation_id=ORGANISATION, household=home, receipt=kept.facts.id, channel="phone", asker="self",
            status=kept.status, registered_by="olena", received_at=kept.facts.received_at, changed_at=now,
            walks=walks, walks_with_help=help_, wheelchairs=chairs, stretchers=lie, **place_columns(place, where),
        )  # fmt: skip
        written.append(kept)
        rows.append(row)
        named = [("phone", one) for one in kept.facts.phone_tags] + [("house", kept.facts.house_tag)]
        tags += [RequestTag(request=row, organisation=ORGANISATION, kind=kind, tag=one) for kind, one in named if one]
    EvacuationRequest.objects.bulk_create(rows, 300)
    RequestTag.objects.bulk_create(tags, 300)
    return written


def asked_for(dice: Random, world: list[Kept]) -> RequestFacts:
    """Give what an operator may have typed, or a request that stands in the record itself."""
    pattern = dice.choice(world).facts
    if dice.random() < 0.3:
        return replace(pattern, kept_apart=frozenset(one.facts.id for one in dice.sample(world, 30)))
    party = dice.choice(PARTIES)
    return RequestFacts(
        id="typing", received_at=pattern.received_at, party_size=dice.choice((0, sum(party), sum(party))),
        katottg=dice.choice(("", FAR_TOWN, MIDDLE_TOWN)),
        position=dice.choice((None, pattern.position, position_near(dice, 300.0))),
        receipts=dice.choice((frozenset(), pattern.receipts)),
        phone_tags=dice.choice((frozenset(), pattern.phone_tags)),
        house_tag=dice.choice(("", pattern.house_tag)),
        mobility=dice.choice(({}, dict(zip(MobilityClass, party, strict=True)))),
    )  # fmt: skip


def may_be_named(facts: RequestFacts, kept: Kept) -> bool:
    """Say who may be named: who waits; by phone and house whoever is not gone; by number whoever is not erased."""
    shares = facts.phone_tags & kept.facts.phone_tags or (facts.house_tag and facts.house_tag == kept.facts.house_tag)
    named = kept.facts.id in facts.receipts and kept.status != "erased"
    return kept.status in WAITING or named or bool(shares and kept.status not in GONE)


def test_nothing_that_ranking_everything_would_name_is_left_out(town: Cast, database: Any) -> None:
    from openevac.services.requests.similar import similar_to
    from openevac.store.models import EvacuationRequest

    seen: Counter[str] = Counter()
    for seed in range(WORLDS):
        dice = Random(seed)
        world = write_world(town, dice)
        for _ in range(ASKED):
            facts = asked_for(dice, world)
            expected = rank(facts, (one.facts for one in world if may_be_named(facts, one)))
            found = similar_to(ORGANISATION, facts)
            assert [(one.receipt, one.reasons) for one in found] == [(one.id, one.reasons) for one in expected]
            seen["named"] += len(found)
            seen["full"] += len(found) == 20
        EvacuationRequest.objects.all().delete()
    assert seen["full"] > WORLDS * ASKED / 5, seen
