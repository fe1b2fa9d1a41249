"""Run `preserve`, and strike it with a signal before its n-th change of the disk.

As a program: SIGNAL NUMBER DIRECTORY WORDS... When the signal comes depends on what was done so
far, and not on how fast the machine is or who looks when.
"""

import os
import runpy
import sys

# What the interpreter tells: where the names are in it, and the directory each begins at, if any.
NAMES: dict[str, tuple[tuple[int, int | None], ...]] = {
    "open": ((0, None),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
}


def is_below(top: str, name: object, directory: int) -> bool:
    if isinstance(name, int):
        return False
    if str(name).startswith("/") or directory < 0:
        # A name that is opened below a directory comes without it; all of those are ours.
        return str(name).startswith(top) or not str(name).startswith("/")
    return os.readlink(f"/proc/self/fd/{directory}").startswith(top)


def strike(number: int, left: int, top: str) -> None:
    """Have this process send itself a signal before its n-th change below a directory."""
    this = os.getpid()

    def hook(event: str, told: tuple) -> None:
        nonlocal left
        if event not in NAMES or os.getpid() != this:
            return
        if event == "open" and not (isinstance(told[2], int) and told[2] & 3):
            return  # to be read
        places = ((told[name], -1 if at is None else told[at]) for name, at in NAMES[event])
        if any(is_below(top, *place) for place in places):
            left -= 1
            if not left:
                os.kill(this, number)

    sys.addaudithook(hook)


if __name__ == "__main__":
    strike(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    sys.argv[1:] = sys.argv[4:]
    runpy.run_module("preserve", run_name="__main__", alter_sys=True)
