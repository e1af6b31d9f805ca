"""The commands of our own people and what they carry: keys, devices, partners, badges."""
