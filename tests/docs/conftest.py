"""Pages about the store are made from its models, so Django is set up for them."""

from __future__ import annotations

from tests.databases import django_ready

__all__ = ["django_ready"]
