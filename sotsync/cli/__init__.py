"""The command line: arguments to calls, results to output and exit codes."""

from __future__ import annotations

from typing import NoReturn

__all__ = ["COLLECTION", "main", "run"]

COLLECTION = (5_000_000, 50, 1_000)
"""How rarely Python looks for cycles during a call, as :func:`gc.set_threshold` takes it.

A call makes millions of values that live until it ends, and hardly any cycles. Looking for them as
often as by default takes half as long again as the work itself on ten thousand files.
"""


def run() -> NoReturn:
    """Be the whole of a process: run the command line, and leave.

    Python would first give back every value of the call one by one, which takes a fifth of the
    time on a large document; the system gives the memory back at once. What was to be done at the
    end is done, and what was written is out, before that.
    """
    import atexit  # noqa: PLC0415 - so that importing the package stays light
    import contextlib  # noqa: PLC0415 - the same
    import os  # noqa: PLC0415 - the same
    import sys  # noqa: PLC0415 - the same

    try:
        main()
    except SystemExit as ending:
        code = 0 if ending.code is None else ending.code
        if not isinstance(code, int):
            raise
        atexit._run_exitfuncs()  # noqa: SLF001 - there is no other way to what os._exit passes over
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):  # The exit code tells of it already.
                stream.flush()
        os._exit(code)
    raise AssertionError("main ends with SystemExit")


def main() -> None:
    """Run the command line with the process's arguments and exit with its code."""
    import gc  # noqa: PLC0415 - so that importing the package stays light

    from sotsync.cli.app import app  # noqa: PLC0415 - the same

    _open_missing_streams()
    gc.set_threshold(*COLLECTION)
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the last line before Python ends with 1
        raise SystemExit(_tell_of_a_fault(error)) from None


def _tell_of_a_fault(error: Exception) -> int:
    """Say that sotsync itself is wrong; the exit code, since Python's would read as drift."""
    import os  # noqa: PLC0415 - so that importing the package stays light
    import traceback  # noqa: PLC0415 - the same

    from sotsync.cli.console import write_error  # noqa: PLC0415 - the same
    from sotsync.errors import SotsyncError  # noqa: PLC0415 - the same

    place = traceback.extract_tb(error.__traceback__)[-1]
    if os.environ.get("SOTSYNC_DEBUG"):
        traceback.print_exception(error)
    fault = SotsyncError(
        f"a fault of sotsync itself: {type(error).__name__} in {place.name}, "
        f"{os.path.basename(place.filename)}:{place.lineno}",  # noqa: PTH119 - of a name alone
        hint="please report it; SOTSYNC_DEBUG=1 shows all of it",
    )
    write_error(fault)
    return fault.exit_code


def _open_missing_streams() -> None:
    """Give a process that was started without output streams some that go nowhere.

    Python has None for them then. What is opened takes their numbers as well, so that no file of
    the project can get the number of a stream.
    """
    import os  # noqa: PLC0415 - so that importing the package stays light
    import sys  # noqa: PLC0415 - the same

    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - kept open for the whole call
