"""Signals that end a process, made to end a block as an error does, so that it cleans up.

They wait while a server starts or stops: one that is half started would be left behind. Only the
first one counts, so that a second Ctrl-C does not interrupt what the first one has to clean up.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Ending", "ending_signals"]

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Ending:
    """What has been received, and whether it must wait."""

    def __init__(self) -> None:
        self._received: int | None = None
        self._is_held = False

    def receive(self, number: int, _frame: FrameType | None = None) -> None:
        """End the block, now or when nothing holds it any more.

        Raises:
            KeyboardInterrupt: The signal is that of Ctrl-C.
            SystemExit: It is another one.
        """
        if self._received is not None:
            return
        self._received = number
        if not self._is_held:
            self._leave(number)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let signals wait for the end of this block."""
        before = self._received
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            if before is None and self._received is not None:
                self._leave(self._received)

    def _leave(self, number: int) -> None:
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(128 + number)


@contextmanager
def ending_signals() -> Iterator[Ending]:
    """Handle the signals inside this block; only the main thread can, in others nothing is done."""
    ending = Ending()
    if threading.current_thread() is not threading.main_thread():
        yield ending
        return
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    heeded = [number for number in numbers if before[number] is not signal.SIG_IGN]
    for number in heeded:
        signal.signal(number, ending.receive)
    try:
        yield ending
    finally:
        for number in heeded:
            signal.signal(number, before[number])
