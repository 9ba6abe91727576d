"""The command line: arguments to calls, results to output and exit codes."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line with the process's arguments and exit with its code."""
    import gc  # noqa: PLC0415 - so that importing the package stays light

    from sotsync.cli.app import app  # noqa: PLC0415 - the same

    # A call makes millions of values that live until it ends, and hardly any cycles. Looking for
    # cycles as often as by default takes as long again as the work on ten thousand files.
    gc.set_threshold(500_000, 50, 1_000)
    app()
