"""Giving way to every other program that wants the disk."""

import contextlib
import ctypes
import os
import platform
import sys
from typing import Final

_IOPRIO_SET: Final = {
    ("x86_64", True): 251,
    ("aarch64", True): 30,
    ("riscv64", True): 30,
    ("ppc64le", True): 273,
    ("s390x", True): 282,
    ("i386", False): 289,
    ("i686", False): 289,
}
"""The number of ioprio_set(2) by machine, and whether the program is one of 64 bits."""

_WHO_PROCESS: Final = 1
_CLASS_IDLE: Final = 3
_CLASS_SHIFT: Final = 13
_NICE: Final = 10
_MOST_BITS_32: Final = 2**31


def lower_io_priority() -> bool:
    """Let this process, and what it starts from now on, read when nobody else wants to.

    It gives way for the processor, too (`nice` 10). Never fails: a system that does not know of
    this reads as it always does.

    Returns:
        Whether the system agreed to the idle class for reading.
    """
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    number = ioprio_number(platform.machine(), is_64_bit=sys.maxsize > _MOST_BITS_32)
    if sys.platform != "linux" or number is None:
        return False
    try:
        ask = ctypes.CDLL(None).syscall
    except (OSError, AttributeError):
        return False
    return bool(ask(number, _WHO_PROCESS, 0, _CLASS_IDLE << _CLASS_SHIFT) == 0)


def ioprio_number(machine: str, *, is_64_bit: bool) -> int | None:
    """Return the number of the system call, or None where it is not known.

    Args:
        machine: as `platform.machine` names it.
        is_64_bit: of the program: one of 32 bits has other numbers on the same machine.
    """
    return _IOPRIO_SET.get((machine, is_64_bit))
