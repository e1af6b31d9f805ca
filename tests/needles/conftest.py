"""A database of its own for each story, with the cast in it; other processes see what is written."""

from __future__ import annotations

from tests.databases import django_ready, fresh_database

__all__ = ["django_ready", "fresh_database"]
