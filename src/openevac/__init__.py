"""OpenEvac plans the evacuation of civilians from front-line towns, from the request to the hand-over."""

__version__ = "0.1.0"
