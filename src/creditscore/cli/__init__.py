"""The command line: translation between a shell and the rooms."""

from creditscore.cli._main import main

__all__ = ["main"]
