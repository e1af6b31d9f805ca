"""What exists, for what the core and the rules reason about: frozen dataclasses that check themselves."""
