"""What can happen to files between two archives, as a generator: any fault at any leg.

A fault makes the giver speak (`say`), lays something onto the taker's stick (`lay`), and has the
taker look at it (`hear`), as often as it likes. Afterwards the fault is over.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.support.mounts import small_disk, unwritable

Files = dict[str, bytes]


class Leg(Protocol):
    """One way of one delivery, between the one who gives and the one who takes."""

    taker_stick: Path
    giver_stick: Path
    earlier: Files

    def say(self) -> None: ...

    def hear(self) -> None: ...

    def everything(self) -> Files:
        """What lies on the giver's stick."""
        ...

    def new(self) -> Files:
        """What lies on the giver's stick and not on the taker's."""
        ...

    def lay(self, files: Files) -> None:
        """Have files lie on the taker's stick."""
        ...


Fault = Callable[[Leg], None]


def rank(name: str) -> str:
    """Return what a file is: `beside` a message, the `letter`, or its `signature`."""
    if name.endswith(".json.sig"):
        return "signature"
    return "letter" if name.endswith(".json") else "beside"


RANKS = ("beside", "letter", "signature")


def of_rank(files: Files, *ranks: str) -> Files:
    return {name: data for name, data in files.items() if rank(name) in ranks}


def in_order(files: Files) -> list[str]:
    """Return the names as they are written: what is beside first, signatures last."""
    return sorted(files, key=lambda name: (RANKS.index(rank(name)), name))


def once(change: Callable[[Files], Files], leg: Leg) -> None:
    """Carry something else than what lies there."""
    leg.say()
    leg.lay(change(leg.new()))
    leg.hear()


def each_of(what: str, change: Callable[[bytes], bytes], leg: Leg) -> None:
    """Change every file of a kind on its way."""
    once(lambda files: {n: change(d) if rank(n) == what else d for n, d in files.items()}, leg)


def lost(what: str, leg: Leg) -> None:
    """Lose every file of a kind; then the first of them still."""
    once(lambda files: {n: d for n, d in files.items() if rank(n) != what}, leg)
    leg.lay(dict(sorted(of_rank(leg.new(), what).items())[1:]))
    leg.hear()


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] if data else b"x"


def cut(share: float, leg: Leg, *, is_backwards: bool = False) -> None:
    """Cut the line after so many files; the next one came in part, under its own name."""
    leg.say()
    files = leg.new()
    names = in_order(files)[:: -1 if is_backwards else 1]
    count = int(len(names) * share)
    leg.lay({name: files[name] for name in names[:count]})
    leg.lay({name: half(files[name]) for name in names[count : count + 1]})
    leg.hear()


def one_by_one(leg: Leg, *, is_backwards: bool) -> None:
    """Have each message come in a run of its own, in the order of names or against it."""
    leg.say()
    files = leg.new()
    letters = sorted(of_rank(files, "letter"), reverse=is_backwards)
    leg.lay(of_rank(files, "beside"))
    for name in letters:
        leg.lay({each: files[each] for each in (name, f"{name}.sig")})
        leg.hear()


def in_turn(first: str, second: str, third: str, leg: Leg) -> None:
    """Have bags, messages and signatures come in different runs."""
    leg.say()
    files = leg.new()
    for what in (first, second, third):
        leg.lay(of_rank(files, what))
        leg.hear()


def elsewhere(name: str, part: int, other: str) -> str:
    """Return a name with one of its directories called otherwise (`for-/from-/exchange`)."""
    parts = name.split("/")
    parts[part] = other
    return "/".join(parts)


def doubled(other: str, ranks: tuple[str, ...], leg: Leg) -> None:
    """Have a second copy, perhaps of the messages alone, lie in another directory."""
    leg.say()
    files = leg.new()
    copies = {elsewhere(n, 2, f"{other} {n.split('/')[2]}"): d for n, d in files.items()}
    leg.lay(of_rank(copies, *ranks))
    leg.lay(files)
    leg.hear()


def renamed(part: int, leg: Leg) -> None:
    """Have a directory come under another name."""
    once(lambda files: {elsewhere(n, part, "New folder"): d for n, d in files.items()}, leg)


def deeper(leg: Leg) -> None:
    """Have everything come one directory deeper."""
    once(lambda files: {n.replace("/", "/copy of the stick/", 1): d for n, d in files.items()}, leg)


def twice(leg: Leg) -> None:
    """Carry everything, and again after it was looked at, there and elsewhere."""
    once(dict, leg)
    everything = leg.everything()
    leg.lay(everything)
    leg.lay({elsewhere(n, 1, "again"): d for n, d in everything.items()})
    leg.hear()


def replayed(leg: Leg, *, under_new_names: bool) -> None:
    """Have files of an earlier delivery lie where those of this one should."""
    leg.say()
    files = leg.new()
    places = sorted({n.split("/")[2] for n in files})
    older = [of_rank(leg.earlier, what) for what in RANKS]
    for place in places:
        if not under_new_names:
            leg.lay({elsewhere(n, 2, place): d for n, d in leg.earlier.items()})
            continue
        for what, those in zip(RANKS, older, strict=True):
            names = [n for n in in_order(files) if n.split("/")[2] == place and rank(n) == what]
            leg.lay(dict(zip(names, sorted(those.values()) * 9, strict=False)))
    leg.hear()


def swapped_inside(leg: Leg) -> None:
    """Have message and signature lie under each other's name."""

    def change(files: Files) -> Files:
        letters = of_rank(files, "letter")
        swapped = {n: files[f"{n}.sig"] for n in letters}
        return {**files, **swapped, **{f"{n}.sig": d for n, d in letters.items()}}

    once(change, leg)


def turned(what: str, leg: Leg) -> None:
    """Have the files of a kind lie under the name of the next one."""

    def change(files: Files) -> Files:
        names = in_order(of_rank(files, what))
        data = [files[name] for name in names]
        if len(data) == 1:
            data = [next(iter(of_rank(leg.earlier, what).values()), b"another file")] * 2
        return {**files, **dict(zip(names, data[1:] + data[:1], strict=False))}

    once(change, leg)


def parts_lie_there(leg: Leg) -> None:
    """Have unfinished files of a copy lie on both sticks: of this one, and of something else."""
    leg.say()
    files = leg.new()
    for number, (name, data) in enumerate(files.items()):
        stale = (half(data), b"something else, and longer " * 9000, b"")[number % 3]
        leg.lay({f"{name}.part": stale})
        path = leg.giver_stick / name
        path.unlink()
        Path(f"{path}.part").write_bytes(stale)
    leg.hear()


def in_the_way(leg: Leg) -> None:
    """Have directories lie where files should, on the taker's stick."""
    leg.say()
    names = list(leg.new())
    for name in names:
        (leg.taker_stick / name).mkdir(parents=True)
    leg.hear()
    for name in names:
        (leg.taker_stick / name).rmdir()


def damaged_at_home(what: str, change: Callable[[bytes], bytes | None], leg: Leg) -> None:
    """Damage the giver's stick before it is carried as it is."""
    leg.say()
    files = leg.new()
    for name, data in of_rank(files, what).items():
        now = change(data)
        if now is None:
            (leg.giver_stick / name).unlink()
        else:
            (leg.giver_stick / name).write_bytes(now)
    leg.lay(leg.new())
    leg.hear()


@contextlib.contextmanager
def taken_away(stick: Path, *, is_mount_point: bool) -> Iterator[None]:
    """Have a stick not be there: no directory, or an empty one."""
    away = stick.with_name(f"{stick.name} away")
    stick.rename(away)
    if is_mount_point:
        stick.mkdir()
    yield
    if is_mount_point:
        assert not list(stick.iterdir())
        stick.rmdir()
    away.rename(stick)


@contextlib.contextmanager
def full(stick: Path) -> Iterator[None]:
    """Have a place lie on a disk that has no room."""
    kept = stick.with_name(f"{stick.name} kept")
    shutil.copytree(stick, kept)
    with small_disk(stick, "1m") as is_mounted:
        if is_mounted:
            shutil.copytree(kept, stick, dirs_exist_ok=True)
            filler = stick / "filler"
            with filler.open("wb", buffering=0) as opened, contextlib.suppress(OSError):
                while opened.write(bytes(4096)):
                    pass
        yield
    shutil.rmtree(kept)


def unsaid(leg: Leg) -> None:
    """Lose what the giver laid onto its stick before the fault began."""
    for name in leg.new():
        (leg.giver_stick / name).unlink()


def while_it_is(how: Callable[[Path], contextlib.AbstractContextManager[None]], leg: Leg) -> None:
    """Have the giver's place be closed to it."""
    leg.say()
    unsaid(leg)
    with how(leg.giver_stick):
        leg.say()
    assert not of_rank(leg.new(), "letter", "signature")
    leg.lay(leg.new())
    leg.hear()


def taker_finds_it(
    how: Callable[[Path], contextlib.AbstractContextManager[None]], leg: Leg
) -> None:
    """Have the taker's place be closed to it when it looks, and when it answers."""
    leg.say()
    leg.lay(leg.new())
    with how(leg.taker_stick):
        leg.hear()


def wiped(leg: Leg) -> None:
    """Lose everything on the taker's stick, its own answers too, after it was looked at."""
    once(dict, leg)
    for place in leg.taker_stick.glob("for-*"):
        shutil.rmtree(place)
    leg.hear()


def mirrored(leg: Leg) -> None:
    """Copy everything on each stick to the other one, by somebody who does not ask what for."""
    leg.say()
    for source, target in (
        (leg.giver_stick, leg.taker_stick),
        (leg.taker_stick, leg.giver_stick),
    ):
        shutil.copytree(source, target, dirs_exist_ok=True)
    leg.hear()


def nothing_comes(leg: Leg) -> None:
    """Lose everything."""
    once(lambda _files: {}, leg)


PLAIN: dict[str, Fault] = {
    "nothing comes": nothing_comes,
    "one message a run": partial(one_by_one, is_backwards=False),
    "one message a run, backwards": partial(one_by_one, is_backwards=True),
    "bags last": partial(in_turn, "letter", "signature", "beside"),
    "signatures first": partial(in_turn, "signature", "letter", "beside"),
    "bags first": partial(in_turn, "beside", "letter", "signature"),
    "doubled before": partial(doubled, "0 copy", RANKS),
    "doubled behind": partial(doubled, "copy", RANKS),
    "messages doubled before": partial(doubled, "0 copy", RANKS[1:]),
    "messages doubled behind": partial(doubled, "copy", RANKS[1:]),
    "directory of the sender renamed": partial(renamed, 1),
    "directory of the exchange renamed": partial(renamed, 2),
    "directory of the taker renamed": partial(renamed, 0),
    "one directory deeper": deeper,
    "everything twice": twice,
    "replayed": partial(replayed, under_new_names=False),
    "unfinished copies": parts_lie_there,
    "directories in the way": in_the_way,
    "the taker's stick is wiped": wiped,
    "sticks mirrored": mirrored,
    "giver's place read-only": partial(while_it_is, unwritable),
    "giver's place away": partial(while_it_is, partial(taken_away, is_mount_point=False)),
    "giver's place an empty mount point": partial(
        while_it_is, partial(taken_away, is_mount_point=True)
    ),
    "giver's place full": partial(while_it_is, full),
    "taker's place read-only": partial(taker_finds_it, unwritable),
    "taker's place away": partial(taker_finds_it, partial(taken_away, is_mount_point=False)),
    "taker's place an empty mount point": partial(
        taker_finds_it, partial(taken_away, is_mount_point=True)
    ),
    "taker's place full": partial(taker_finds_it, full),
    **{f"{what} lost": partial(lost, what) for what in RANKS},
    **{f"cut after {share:.0%}": partial(cut, share) for share in (0.3, 0.6)},
    **{f"{what} lost at home": partial(damaged_at_home, what, lambda _: None) for what in RANKS},
    **{
        f"beside {words}": partial(each_of, "beside", change)
        for words, change in {
            "cut short": half, "empty": lambda _: b"", "flipped": flipped, "longer": lambda d: d + b"x",
        }.items()
    },
    "signature cut short": partial(each_of, "signature", half),
    "signature empty": partial(each_of, "signature", lambda _: b""),
    "signature longer": partial(each_of, "signature", lambda data: data + b"x"),
    "beside turned": partial(turned, "beside"),
    "message and signature swapped": swapped_inside,
}  # fmt: skip
"""Under every signature that comes lie the bytes that were signed."""

ALTERING: dict[str, Fault] = {
    "cut, signatures first": partial(cut, 0.6, is_backwards=True),
    "letter cut short": partial(each_of, "letter", half),
    "letter empty": partial(each_of, "letter", lambda _: b""),
    "letter flipped": partial(each_of, "letter", flipped),
    "letter longer": partial(each_of, "letter", lambda data: data + b"x"),
    "signature flipped": partial(each_of, "signature", flipped),
    "signatures turned": partial(turned, "signature"),
    "letters turned": partial(turned, "letter"),
    "replayed under new names": partial(replayed, under_new_names=True),
    "letter damaged at home": partial(damaged_at_home, "letter", flipped),
    "signature damaged at home": partial(damaged_at_home, "signature", flipped),
}
"""Other bytes lie under a signature than those that were signed, or another signature beside."""

FAULTS = {**PLAIN, **ALTERING}
