"""The one address for tracking apps: Traccar Client, OsmAnd and OwnTracks tell here where a crew is.

The answer is the same whether the token is known or not and whether the place was kept or not: nobody can try tokens
out, and an app does not send again and again what is not wanted.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from openevac.feeds.tracker_positions import read_tracker
from openevac.services.missions.trackers import keep_place, organisation_of_tracker
from openevac.web.hands import hands
from openevac.web.places import places_of


@csrf_exempt
def tracker_tells(request: HttpRequest) -> HttpResponse:
    """Take one position; 400 where it is of none of the three apps, which a person who sets one up can see."""
    if request.method not in {"GET", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    told = read_tracker(request.GET.dict(), request.body)
    if told is None:
        return HttpResponse(status=400)
    organisation = organisation_of_tracker(told.token, hands.clock)
    if organisation is not None and told.at is not None and told.position is not None:
        places = places_of(organisation).by_code.values()
        centres = [(place.katottg, place.position) for place in places if place.position is not None]
        keep_place(told.token, told.at, told.position, centres, hands.clock)
    return HttpResponse("[]", content_type="application/json")  # OwnTracks reads a list of commands: none
