"""The addresses of the reception page, in one list."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.reception.beds import give_beds
from openevac.web.desk.reception.choose_shelter import choose_shelter
from openevac.web.desk.reception.count_heads import count_heads
from openevac.web.desk.reception.find import find
from openevac.web.desk.reception.here import write_down
from openevac.web.desk.reception.keeping import keep_rooms, see_keeping
from openevac.web.desk.reception.leaving import onward, returned
from openevac.web.desk.reception.open_names import open_names
from openevac.web.desk.reception.relatives import name_one
from openevac.web.desk.reception.see_hall import mark, see_hall
from openevac.web.desk.reception.tell import open_number, rang, see_queue
from openevac.web.desk.reception.tonight import change_tonight
from openevac.web.desk.reception.walk_up import walk_up

urlpatterns: list[URLPattern] = [
    path("reception/", choose_shelter),
    path("reception/shelters/", see_keeping),
    path("reception/shelters/keep/", keep_rooms),
    path("reception/to-tell/", see_queue),
    path("reception/to-tell/<uuid:to_tell>/open/", open_number),
    path("reception/to-tell/<uuid:to_tell>/rang/", rang),
    path("reception/at/<str:shelter>/", see_hall),
    path("reception/at/<str:shelter>/mark/", mark),
    path("reception/at/<str:shelter>/find/", find),
    path("reception/at/<str:shelter>/here/", write_down),
    path("reception/at/<str:shelter>/walk-up/", walk_up),
    path("reception/at/<str:shelter>/beds/", give_beds),
    path("reception/at/<str:shelter>/tonight/", change_tonight),
    path("reception/at/<str:shelter>/relative/", name_one),
    path("reception/at/<str:shelter>/onward/", onward),
    path("reception/at/<str:shelter>/returned/", returned),
    path("reception/at/<str:shelter>/heads/", count_heads),
    path("reception/at/<str:shelter>/names/", open_names),
]
