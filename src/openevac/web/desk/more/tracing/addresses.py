"""The addresses of the search for relatives."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.more.tracing.ask import answered, ask, open_names
from openevac.web.desk.more.tracing.page import tracing
from openevac.web.desk.more.tracing.search import end, search

urlpatterns: list[URLPattern] = [
    path("more/tracing/", tracing),
    path("more/tracing/match/<uuid:match>/", ask),
    path("more/tracing/match/<uuid:match>/names/", open_names),
    path("more/tracing/match/<uuid:match>/answer/", answered),
    path("more/tracing/<str:trace>/", search),
    path("more/tracing/<str:trace>/end/", end),
]
