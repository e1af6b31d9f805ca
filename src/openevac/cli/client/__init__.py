"""The client: the only place of the command line where one person's keys are open and identities are readable."""
