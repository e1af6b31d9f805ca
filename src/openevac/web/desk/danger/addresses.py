"""The addresses of the danger page."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.danger.hours import hours_page
from openevac.web.desk.danger.numbers import numbers_page
from openevac.web.desk.danger.page import danger_page
from openevac.web.desk.danger.relays import close_relay_page, keep_relay_page
from openevac.web.desk.danger.report import clear, report, vouch
from openevac.web.desk.danger.set_access import set_access_of_place
from openevac.web.desk.danger.sources import hear, mute, open_field_track, sources_page
from openevac.web.desk.danger.ways_out import add_service, close_point, drop_service, keep_point

urlpatterns: list[URLPattern] = [
    path("danger/", danger_page),
    path("danger/hours/", hours_page),
    path("danger/sources/", sources_page),
    path("danger/numbers/", numbers_page),
    path("danger/access/", set_access_of_place),
    path("danger/report/", report),
    path("danger/vouch/", vouch),
    path("danger/clear/", clear),
    path("danger/mute/", mute),
    path("danger/hear/", hear),
    path("danger/track/", open_field_track),
    path("danger/point/", keep_point),
    path("danger/point/close/", close_point),
    path("danger/relay/", keep_relay_page),
    path("danger/relay/close/", close_relay_page),
    path("danger/service/", add_service),
    path("danger/service/close/", drop_service),
]
