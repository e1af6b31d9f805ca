"""The desk: one file a page or form; what they show and do goes through services."""
