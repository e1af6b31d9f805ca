"""The Django app that holds all models."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """One app with one label, so that tables are called store_<what they hold>."""

    name = "openevac.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
