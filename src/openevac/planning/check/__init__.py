"""The independent referee: recomputes a plan from its arcs and clock times alone; see `check.referee.check_plan`."""
