"""Lets `python -m web.cli` be the command `hengjian`."""

import sys

from web.cli.main import main

# A process that this one starts reads this file too.
if __name__ == "__main__":
    sys.exit(main())
