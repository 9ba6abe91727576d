"""The command line: arguments to calls, results to output and exit codes."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line with the process's arguments and exit with its code."""
    from sotsync.cli.app import app  # noqa: PLC0415 - so that importing the package stays light

    app()
