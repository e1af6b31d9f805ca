"""What every command and question shares: who asks, whether they may, one transaction, one entry in the ledger."""
