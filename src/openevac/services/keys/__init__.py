"""People, keys, shifts, badges and devices: only public keys and wraps pass through here."""
