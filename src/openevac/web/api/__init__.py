"""The interface for programs: crew phones and other organisations, version 1."""
