"""The addresses of the requests page, in one list."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.requests.add_sign import add_sign
from openevac.web.desk.requests.change import change
from openevac.web.desk.requests.close import close
from openevac.web.desk.requests.find_by_number import find_by_number
from openevac.web.desk.requests.hold import put_on_hold, release, take
from openevac.web.desk.requests.keep_apart import apart
from openevac.web.desk.requests.link import link
from openevac.web.desk.requests.open_names import open_names
from openevac.web.desk.requests.print_list import print_list
from openevac.web.desk.requests.see_list import see_list
from openevac.web.desk.requests.see_one import see_one

urlpatterns: list[URLPattern] = [
    path("requests/", see_list),
    path("requests/find/", find_by_number),
    path("requests/print/", print_list),
    path("requests/<str:receipt>/", see_one),
    path("requests/<str:receipt>/sign/", add_sign),
    path("requests/<str:receipt>/hold/", put_on_hold),
    path("requests/<str:receipt>/take/", take),
    path("requests/<str:receipt>/release/", release),
    path("requests/<str:receipt>/link/", link),
    path("requests/<str:receipt>/apart/", apart),
    path("requests/<str:receipt>/change/", change),
    path("requests/<str:receipt>/close/", close),
    path("requests/<str:receipt>/open/", open_names),
]
