"""``python -m sotsync``: the command line where the script is not on the path."""

from __future__ import annotations

from sotsync.cli import run

if __name__ == "__main__":
    run()
