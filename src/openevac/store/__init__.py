"""The store: Django models and their migrations, the only SQL of the program."""
