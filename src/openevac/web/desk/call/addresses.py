"""The addresses of the call page."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.call.open_names import open_names
from openevac.web.desk.call.page import call_page
from openevac.web.desk.call.pairs import different, same
from openevac.web.desk.call.paste import all_places, keep_pasted, paste_page
from openevac.web.desk.call.places import search_places
from openevac.web.desk.call.queue import queue, rang, take
from openevac.web.desk.call.register import register
from openevac.web.desk.call.similar import similar
from openevac.web.desk.call.tags_later import tag_later

urlpatterns: list[URLPattern] = [
    path("call/", call_page),
    path("call/similar/", similar),
    path("call/register/", register),
    path("call/same/", same),
    path("call/different/", different),
    path("call/queue/", queue),
    path("call/take/", take),
    path("call/rang/", rang),
    path("call/names/", open_names),
    path("call/tags/", tag_later),
    path("call/paste/", paste_page),
    path("call/paste/keep/", keep_pasted),
    path("call/paste/places/", all_places),
    path("places/search/", search_places),
]
