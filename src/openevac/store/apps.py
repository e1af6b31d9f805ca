"""The Django app that holds all models."""

from typing import Any

from django.apps import AppConfig
from django.db import models
from django.db.models.signals import post_migrate

from openevac.store.overwriting import keep_no_samples_of


class StoreConfig(AppConfig):
    """One app with one label, so that tables are called store_<what they hold>."""

    name = "openevac.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep sealed columns out of the statistics of a database server whenever its tables have changed."""
        post_migrate.connect(_keep_no_samples_of_sealed, sender=self)


def _keep_no_samples_of_sealed(sender: AppConfig, **_given: Any) -> None:
    keep_no_samples_of(
        (model._meta.db_table, str(field.column))
        for model in sender.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.BinaryField)
    )
