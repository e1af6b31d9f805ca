"""Run the command line with `python -m openevac`."""

from openevac.cli.main import main

main()
