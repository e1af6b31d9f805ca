"""Django's settings, made from our config. The one file that names higher rooms, and it names them as strings."""

from __future__ import annotations

from typing import Any

from openevac.config import Config, read_config


def databases(config: Config) -> dict[str, dict[str, Any]]:
    """Give Django's DATABASES: the encrypted file by default, PostgreSQL where DATABASE_URL says so."""
    if config.database_url:
        from psycopg.conninfo import conninfo_to_dict

        given = conninfo_to_dict(config.database_url)
        known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        rest = {name: value for name, value in given.items() if name not in known.values()}
        named = {setting: str(given.get(name) or "") for setting, name in known.items()}
        return {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                **named,
                "OPTIONS": rest,
                "CONN_MAX_AGE": None,
                "CONN_HEALTH_CHECKS": True,
            }
        }
    return {
        "default": {
            "ENGINE": "openevac.store.sqlcipher",
            "NAME": str(config.record_file),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    }


DATABASES = databases(read_config())
INSTALLED_APPS = ("openevac.store",)
ROOT_URLCONF = "openevac.web.urls"
MIDDLEWARE: tuple[str, ...] = ()
USE_TZ = True
TIME_ZONE = "UTC"
ALLOWED_HOSTS = ("127.0.0.1", "localhost", "[::1]")
DEBUG = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The address that connects is the one that wrong tokens are counted by; what a client claims of itself is not.
NINJA_NUM_PROXIES = 0
# Django's own lines name paths, and a path is whatever somebody typed; ours name kinds of failures only.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {"django": {"handlers": ["nowhere"], "propagate": False}},
}
