"""The one place that reads the clock and draws random numbers."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def random_token() -> str:
    """Return eight random hex digits, for names that must not collide."""
    return secrets.token_hex(4)
