"""The addresses of typing sheets in. A mission goes by its bare number: В-12 is /paper/12/."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.paper.pages import agreement, choose, read_back, sheet

urlpatterns: list[URLPattern] = [
    path("paper/", choose),
    path("paper/<int:number>/", sheet),
    path("paper/<int:number>/read/", read_back),
    path("paper/<int:number>/agreement/", agreement),
]
