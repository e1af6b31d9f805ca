"""The door: a code word, what the browser makes of a passphrase, and a second factor where somebody set one up."""
