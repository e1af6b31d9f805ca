"""Where the record lies under OPENEVAC_HOME: one list, so that backups and tests know all of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openevac.config import Config


@dataclass(frozen=True, slots=True)
class RecordPlaces:
    """The files of one installation's record."""

    config: Config

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.config.record_file

    @property
    def salt(self) -> Path:
        """The salt that turns the typed passphrase into the database's key; not secret, but without it all is lost."""
        return self.config.home / "record.salt"

    @property
    def recovery(self) -> Path:
        """The database's key, sealed to both recovery envelopes."""
        return self.config.home / "record.recovery"

    @property
    def demo(self) -> Path:
        """The open keys of invented people; only a demonstration has it."""
        return self.config.home / "demo-keys.json"

    @property
    def agent(self) -> Path:
        """The folder in which a running shift is reached."""
        return self.config.home / "shift"

    @property
    def witnesses(self) -> Path:
        """The exchange folder of ledger witnesses."""
        return self.config.home / "witnesses"

    @property
    def backups(self) -> Path:
        """Sealed backups."""
        return self.config.home / "backups"

    @property
    def authority(self) -> Path:
        """The certificate of the house's own authority, which other computers are told to trust."""
        return self.config.home / "tls" / "authority.pem"

    @property
    def authority_key(self) -> Path:
        """Its key: whoever has it can pretend to be the pages."""
        return self.config.home / "tls" / "authority-key.pem"

    @property
    def certificate(self) -> Path:
        """The certificate of the pages."""
        return self.config.home / "tls" / "pages.pem"

    @property
    def certificate_key(self) -> Path:
        """Its key."""
        return self.config.home / "tls" / "pages-key.pem"
