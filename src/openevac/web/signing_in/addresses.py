"""The addresses of the door, in one list: only these of the library's views are open."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path

from openevac.web.signing_in.badge import badge_door, badge_end, challenge

urlpatterns: list[URLPattern] = [
    path("badge/", badge_door),
    path("badge/challenge/", challenge),
    path("badge/end/", badge_end),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/second/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/trust/", mfa.trust, name="mfa_trust"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/factors/", mfa.index, name="mfa_index"),
    path("sign-in/factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sign-in/factors/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sign-in/factors/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("sign-in/factors/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("sign-in/factors/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sign-in/factors/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("sign-in/factors/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("sign-in/factors/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("sign-in/factors/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("sign-in/factors/keys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]
