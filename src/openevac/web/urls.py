"""Every address the program answers, in one list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from openevac.web.api.site import api
from openevac.web.nothing_here import nothing_here

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", api.urls)]

handler404 = nothing_here
