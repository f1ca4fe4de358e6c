"""`python -m fieldtool`: the same as the command `fieldtool`."""

from fieldtool.cli import main

main()
