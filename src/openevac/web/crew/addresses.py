"""The addresses of the crew app; its files stand below them (openevac.web.crew.files)."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.crew.manifest import manifest
from openevac.web.crew.pack import pack
from openevac.web.crew.shell import shell
from openevac.web.crew.words_file import words_en, words_uk
from openevac.web.crew.worker import worker

urlpatterns: list[URLPattern] = [
    path("crew/", shell),
    path("crew/manifest.webmanifest", manifest),
    path("crew/pack.json", pack),
    path("crew/words/en.json", words_en),
    path("crew/words/uk.json", words_uk),
    path("crew/worker.js", worker),
]
