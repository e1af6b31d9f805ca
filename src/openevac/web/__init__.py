"""The faces served over HTTP; what they show and do goes through services."""
