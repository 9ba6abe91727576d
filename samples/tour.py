"""A tour of sotsync on the sample shop: see drift, repair it, see that nothing is left.

    python3 samples/tour.py

Needs nothing but Python. It installs the project into ``.venv`` beside this folder, unless told
``--here`` to use the Python that runs it, and works on a copy of the sample, so that it can be run
again and again.
"""

# ruff: noqa: INP001, S603, T201 - a script that runs the project's own commands and shows them

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = "SoT/SoT.ACTUAL_SCHEMA.md"
SHOWN_LINES = 60
STEPS = (
    (("diff",), 1, "What does the document get wrong?"),
    (("sync", "--dry-run"), 0, "What would be changed?"),
    (("sync",), 0, "Repair it."),
    (("diff",), 0, "Is anything left?"),
)


def main() -> int:
    """Run the tour; 0 if every command ended as it should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Plain)
    parser.add_argument("--here", action="store_true", help="use the Python that runs this")
    arguments = parser.parse_args()
    python = Path(sys.executable) if arguments.here else _install()
    with tempfile.TemporaryDirectory(prefix="sotsync-tour-") as folder:
        shop = Path(folder) / "shop"
        shutil.copytree(ROOT / "samples" / "shop", shop)
        return max(_step(python, shop, *step) for step in STEPS)


class _Plain(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the description as they stand above."""


def _install() -> Path:
    folder = ROOT / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"Making {folder} …", flush=True)
        venv.create(folder, with_pip=True)
    print("Installing sotsync …", flush=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "-e", str(ROOT)], check=True)
    return python


def _step(python: Path, shop: Path, arguments: tuple[str, ...], expected: int, title: str) -> int:
    """Run one command in the copy of the shop; 1 if it did not end as expected."""
    print(f"\n# {title}\n$ sotsync {' '.join(arguments)}", flush=True)
    result = subprocess.run(
        [python, "-m", "sotsync", *arguments],
        cwd=shop,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lines = result.stdout.decode().split("\n")
    shown = [*lines[:SHOWN_LINES], f"… {len(lines) - SHOWN_LINES - 1} more lines"]
    sys.stdout.buffer.write("\n".join(lines if len(lines) <= SHOWN_LINES else shown).encode())
    print(f"\n(exit code {result.returncode})", flush=True)
    return int(result.returncode != expected)


if __name__ == "__main__":
    sys.exit(main())
