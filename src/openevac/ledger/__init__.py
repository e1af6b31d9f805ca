"""The append-only log of everything that was done: Merkle tree, signed checkpoints, witnesses, proofs, custody."""
