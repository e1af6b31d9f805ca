"""The numbers behind every figure of danger: value, unit, range, reason, source, and how old the judgement is."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.exposure_profile import ExposureProfile, ProfileNumber
from openevac.hazards.rests_on import STILL_SO_DAYS
from openevac.reports.words import Words
from openevac.services.danger.see_danger import see_danger
from openevac.web.asking import asking, signed_in
from openevac.web.desk.danger.known import known_here
from openevac.web.showing import shown
from openevac.web.speaking import words_for

GROUPS = {
    "drone": "Drones",
    "shelling": "Shelling",
    "air_strike": "Air strikes",
    "mines": "Mines and field tracks",
    "ground": "Fighting on the ground",
    "front": "How old lines are counted",
    "held": "Occupied ground",
    "weather": "Weather",
    "light": "Daylight",
    "report": "Reports of danger",
    "cover": "Cover beside the road",
    "armour": "Armour",
    "dial": "What an hour of crew time weighs against danger",
    "service": "Minutes at the door",
    "walk": "The way on foot to a meeting point",
    "speed": "Speed on the road",
    "variety": "Not the same way every day",
}
"""The parts of a profile in the order people ask for them; the first ones make most of every figure."""


@require_safe
@signed_in
def numbers_page(request: HttpRequest) -> HttpResponse:
    """Show them all, part by part."""
    known = known_here(request)
    see_danger(asking(request), known.mission)
    profile = known.situation.profile if known.situation else None
    days = profile.age_days(known.now.date()) if profile else 0
    return shown(
        request,
        "danger/numbers.html",
        {
            "here": "/danger/numbers/",
            "tab": "numbers",
            "known": known,
            "profile": profile,
            "days": days,
            "judged_on": profile.judged_on.isoformat() if profile else "",
            "ask": days > STILL_SO_DAYS,
            "groups": list(_groups(profile, words_for(request))) if profile else [],
            "now": known.now,
        },
    )


def _groups(profile: ExposureProfile, words: Words) -> Iterator[tuple[str, str, list[tuple[str, ProfileNumber]]]]:
    parts = dict.fromkeys([*GROUPS, *(key.partition(".")[0] for key in profile.numbers)])
    for part in parts:
        numbers = [(key, number) for key, number in profile.numbers.items() if key.partition(".")[0] == part]
        if numbers:
            yield part, words.say(GROUPS[part]) if part in GROUPS else part, numbers
