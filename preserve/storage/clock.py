"""The one place that reads the clock and draws random numbers."""

import secrets
import threading
import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def random_token() -> str:
    """Return eight random hex digits, for names that must not collide."""
    return secrets.token_hex(4)


def monotonic() -> float:
    """Return seconds that only ever go forward, from any start."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait so many seconds."""
    threading.Event().wait(seconds)
