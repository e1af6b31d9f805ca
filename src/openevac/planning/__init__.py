"""Requests, vans and danger become a plan that an independent referee accepts."""
