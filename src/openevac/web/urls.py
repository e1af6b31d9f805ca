"""Every address the program answers, in one list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from openevac.web.api.site import api
from openevac.web.desk.choose_language import choose_language
from openevac.web.desk.home import home, put_away
from openevac.web.nothing_here import nothing_here
from openevac.web.refusing_pages import page_failed
from openevac.web.trackers import tracker_tells

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home),
    path("first-steps/", put_away),
    path("language/", choose_language),
    path("", include("openevac.web.signing_in.addresses")),
    path("", include("openevac.web.desk.requests.addresses")),
    path("", include("openevac.web.map.addresses")),
    path("", include("openevac.web.crew.addresses")),
    path("", include("openevac.web.desk.call.addresses")),
    path("", include("openevac.web.desk.demo.addresses")),
    path("", include("openevac.web.desk.keys.addresses")),
    path("", include("openevac.web.desk.mission.addresses")),
    path("", include("openevac.web.desk.danger.addresses")),
    path("", include("openevac.web.desk.more.addresses")),
    path("", include("openevac.web.desk.reception.addresses")),
    path("", include("openevac.web.desk.now.addresses")),
    path("", include("openevac.web.desk.paper.addresses")),
    path("t/", tracker_tells),
    path("api/v1/", api.urls),
]

handler404 = nothing_here
handler500 = page_failed
