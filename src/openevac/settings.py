"""Django's settings, made from our config. The one file that names higher rooms, and it names them as strings."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
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


def allowed_hosts(config: Config) -> list[str]:
    """Give the names this installation answers to: its own computer, and the name its certificate is for."""
    return ["127.0.0.1", "localhost", "[::1]", *([config.host_name] if config.host_name else [])]


DATABASES = databases(read_config())
INSTALLED_APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "openevac.store",
)
AUTH_USER_MODEL = "store.Account"
AUTHENTICATION_BACKENDS = ("django.contrib.auth.backends.ModelBackend",)
PASSWORD_HASHERS = ("openevac.store.hashing.StretchedBefore",)
ROOT_URLCONF = "openevac.web.urls"
MIDDLEWARE = (
    "django.middleware.gzip.GZipMiddleware",
    "openevac.web.own_name.OwnName",
    "openevac.web.serving.Static",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "openevac.web.speaking.Speaking",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "openevac.web.refusing_pages.TellRefusals",
)
TEMPLATES = (
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(Path(__file__).parent / "web" / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["openevac.web.frame.frame", "django.contrib.messages.context_processors.messages"],
            "libraries": {"desk": "openevac.web.tags"},
            "builtins": ["openevac.web.tags", "openevac.web.desk.danger.tags"],
        },
    },
)
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "uk"
LANGUAGES = (("uk", "Українська"), ("en", "English"))
ALLOWED_HOSTS = allowed_hosts(read_config())
DEBUG = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Drawn anew at each start and shared by the web processes of one start: a restart asks everybody to sign in again.
SECRET_KEY = os.environ.get("OPENEVAC_WEB_SECRET") or secrets.token_urlsafe(48)
SESSION_COOKIE_NAME = "openevac"
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 16 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "openevac_form"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "openevac.web.refusing_pages.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Who signs in is a code word and what the browser makes of a passphrase; a second factor is a passkey or a TOTP app.
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "openevac.web.signing_in.adapter.Doorkeeper"
ACCOUNT_FORMS = {"login": "openevac.web.signing_in.form.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# One count for all web processes: the memory of each would let the same hand try again at the next.
CACHES = {"default": {"BACKEND": "openevac.store.tallies.Tallies"}}
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OpenEvac"
# The address that connects is the one that wrong tokens are counted by; what a client claims of itself is not.
NINJA_NUM_PROXIES = 0
# Django's own lines name paths, and a path is whatever somebody typed; ours name kinds of failures only.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {"django": {"handlers": ["nowhere"], "propagate": False}},
}
