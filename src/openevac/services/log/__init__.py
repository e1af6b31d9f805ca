"""The ledger as the program keeps it: checkpoints, witnesses, proofs, exports, and looking after it."""
