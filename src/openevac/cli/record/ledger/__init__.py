"""The commands of the ledger: how it stands, checkpoints, proofs, checking, and handing it to a stranger."""
