"""The mission page: build tomorrow, judge it, two yeses, print."""
