"""Commands, questions and jobs: what an organisation does, one function each.

Models exist only once Django is set up, and every file here uses them, so this room sets Django up when it is first
imported: without a database, without a key. `opening.open_store` gives it the key.
"""

from __future__ import annotations

import os

import django
from django.apps import apps

SETTINGS = "openevac.settings"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
if not apps.ready:
    django.setup()
