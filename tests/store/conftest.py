"""The store's tests run on the database of the session."""

from __future__ import annotations

from tests.databases import database, django_ready, fresh_database

__all__ = ["database", "django_ready", "fresh_database"]
