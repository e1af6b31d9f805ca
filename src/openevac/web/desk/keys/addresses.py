"""The addresses of keys and shifts."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.keys.lock_everything import lock_everything_page
from openevac.web.desk.keys.material import material
from openevac.web.desk.keys.shift import shift_ended, shift_started
from openevac.web.desk.keys.state import state

urlpatterns: list[URLPattern] = [
    path("keys/material", material),
    path("keys/state", state),
    path("keys/lock-everything", lock_everything_page),
    path("keys/shift/start", shift_started),
    path("keys/shift/end", shift_ended),
]
