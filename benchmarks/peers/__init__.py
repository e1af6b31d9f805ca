"""Ours beside the solvers that others would take: the same operations, the same matrices, the same referee."""
