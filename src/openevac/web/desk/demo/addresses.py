"""The addresses of the demonstration's door."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.demo.door import enter, people

urlpatterns: list[URLPattern] = [path("demo/", people), path("demo/enter/", enter)]
