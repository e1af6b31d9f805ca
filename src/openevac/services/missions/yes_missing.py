"""People aboard whose yes was taken back on a phone: they stay recorded where they are, and somebody asks them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import F, Q

from openevac.domain import people
from openevac.domain.remarks import Remark
from openevac.rules.care import yes_missing
from openevac.services.missions.aboard import domain_people
from openevac.store.convert.people import consent_to_domain
from openevac.store.models import Boarding, Consent, Evacuee, Mission


def to_ask_again(mission: Mission) -> tuple[Remark, ...]:
    """Say of each person aboard a mission whose yes was taken back that the crew asks them."""
    return _ask(aboard_without_yes(mission.organisation_id, mission.code).get(mission.code, ()))


def ask_again(riders: Iterable[Evacuee], words: Iterable[people.Consent]) -> tuple[Remark, ...]:
    """Say the same for who has read already who rides on a mission and what was said on it."""
    return _ask(yes_missing(domain_people(riders), words))


def missions_to_ask(organisation: str) -> tuple[Remark, ...]:
    """Say for the board on which missions people ride whose yes was taken back, and how many."""
    found = aboard_without_yes(organisation)
    return tuple(
        Remark(text=_ON_BOARD.text, facts={"mission": mission, "count": len(codes)})
        for mission, codes in sorted(found.items())
    )


def aboard_without_yes(organisation: str, mission: str = "") -> dict[str, tuple[str, ...]]:
    """Give by mission the codes of people aboard for whom no word stands any more."""
    aboard = Boarding.objects.filter(boarded=True, handed_over_at=None)
    if mission:
        rows = aboard.filter(stop__trip__mission__organisation=organisation, stop__trip__mission__code=mission)
    else:
        rows = aboard.filter(organisation=organisation)
    by_mission: dict[str, list[Evacuee]] = defaultdict(list)
    for boarding in rows.select_related("evacuee__household", "stop__trip__mission"):
        by_mission[boarding.stop.trip.mission.code].append(boarding.evacuee)
    words = _words(organisation, by_mission)
    found = {code: yes_missing(domain_people(riders), words[code]) for code, riders in by_mission.items()}
    return {code: lacking for code, lacking in found.items() if lacking}


def _ask(codes: Iterable[str]) -> tuple[Remark, ...]:
    return tuple(Remark(text=_ASK.text, facts={"person": code}) for code in codes)


def _words(organisation: str, by_mission: Mapping[str, Iterable[Evacuee]]) -> dict[str, list[people.Consent]]:
    """Give what was said on each mission by or for those aboard it: one question for all missions together."""
    riding = {(code, one.id) for code, riders in by_mission.items() for one in riders}
    here = Q(stop__trip__mission__code__in=list(by_mission)) | ~Q(stop__trip__relay="")
    rows = Consent.objects.filter(here, organisation=organisation, evacuee__in={evacuee for _, evacuee in riding})
    words: dict[str, list[people.Consent]] = defaultdict(list)
    said = rows.select_related("evacuee").annotate(
        said_on=F("stop__trip__mission__code"), to_relay=F("stop__trip__relay")
    )
    for row in said:
        # What was said at a door holds on the whole way, in the vehicle that takes them on at a relay too.
        for mission in by_mission if row.to_relay else (row.said_on,):
            if (mission, row.evacuee_id) in riding:
                words[mission].append(consent_to_domain(row, ""))
    return words


_ASK = Remark(
    text="{person} rides on a yes that was taken back: the crew asks them now; who wants to get off gets off."
)
_ON_BOARD = Remark(
    text="{mission}: {count} {count|person rides|people ride} on a yes that was taken back; the crew asks them now."
)
