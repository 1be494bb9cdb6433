"""The command line: `hengjian …`. Same door, same reasons, same database checks as the pages."""

from web.cli.main import main

__all__ = ["main"]
