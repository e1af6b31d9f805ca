"""Requests: from the call to the moment a van may be planned, with holds, links and claims."""
