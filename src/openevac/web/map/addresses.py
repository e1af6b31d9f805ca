"""The addresses of what maps draw, in one list."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.map.basemap import basemap
from openevac.web.map.danger import danger
from openevac.web.map.ground import ground
from openevac.web.map.requests import requests

urlpatterns: list[URLPattern] = [
    path("map/ground.json", ground),
    path("map/requests.json", requests),
    path("map/danger.json", danger),
    path("map/basemap.pmtiles", basemap),
]
