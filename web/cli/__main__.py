"""Lets `python -m web.cli` be the command `hengjian`."""

import sys

from web.cli.main import main

sys.exit(main())
