"""Archives made byte by byte: what no honest program would write, one case for each finding.

Nothing here is written by the readers under test, nor by `tarfile` or `zipfile`.
"""

import gzip
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from preserve.model.verdict import Verdict
from tests.support.bags import Bag, new_bag

INVALID, VALID, UNDECIDED = Verdict.INVALID, Verdict.VALID, Verdict.UNDECIDED
BLOCK = 512
END = bytes(2 * BLOCK)


def bag_files(top: str = "bag/", bag: Bag | None = None) -> dict[str, bytes]:
    """Return a good bag's files under a directory."""
    return {f"{top}{path}": data for path, data in (bag or new_bag()).files.items()}


# tar -------------------------------------------------------------------------------------------


def tar_header(name, size=0, flag=b"0", **more) -> bytes:
    """Return a header block with a right check sum, whatever it says."""
    name = name if isinstance(name, bytes) else name.encode("utf-8", "surrogateescape")
    block = bytearray(BLOCK)
    block[0:100] = name[:100].ljust(100, b"\0")
    block[100:108] = b"0000644\0"
    block[108:124] = b"0000000\0" * 2
    size_field = more.get("size_field")
    block[124:136] = size_field if size_field is not None else b"%011o\0" % size
    block[156:157] = flag
    block[136:148] = more.get("time", b"00000000000\0")
    block[157:257] = more.get("link", b"")[:100].ljust(100, b"\0")
    block[257:265] = more.get("magic", b"ustar\x0000")
    block[345:500] = more.get("prefix", b"").ljust(155, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def tar_member(name, data=b"", flag=b"0", **more) -> bytes:
    """Return a header and its content, padded."""
    return tar_header(name, len(data), flag, **more) + data + bytes(-len(data) % BLOCK)


def pax(records: Sequence[tuple[str, bytes]], flag=b"x") -> bytes:
    """Return an extended header."""
    data = b""
    for key, value in records:
        body = b" " + key.encode() + b"=" + value + b"\n"
        length = len(body)
        while len(str(length)) + len(body) != length:
            length = len(str(length)) + len(body)
        data += str(length).encode() + body
    return tar_member("PaxHeader", data, flag)


def tar_of(files: dict[str, bytes], *more: bytes, end: bytes = END) -> bytes:
    """Return a tar file."""
    return b"".join(tar_member(name, data) for name, data in files.items()) + b"".join(more) + end


# zip -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Zipped:
    """A member of a zip file, with every field to be lied in."""

    name: bytes
    data: bytes = b""
    method: int = 8
    flags: int = 0
    mode: int = 0o100644
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    local_name: bytes | None = None
    local_method: int | None = None
    local_size: int | None = None
    local_extra: bytes = b""
    extra: bytes = b""
    descriptor: bytes = b""
    before: bytes = b""
    offset: int | None = None
    host: int = 3

    def parts(self) -> tuple[bytes, int, int]:
        """Return the packed content, its check sum and size."""
        packed = self.packed
        if packed is None and self.method == 8:
            made = zlib.compressobj(9, wbits=-15)
            packed = made.compress(self.data) + made.flush()
        packed = self.data if packed is None else packed
        crc = zlib.crc32(self.data) if self.crc is None else self.crc
        return packed, crc, len(self.data) if self.size is None else self.size


def zip_of(members: Sequence[Zipped], **more) -> bytes:
    """Return a zip file."""
    out, central = b"", b""
    for each in members:
        out += each.before
        packed, crc, size = each.parts()
        offset = len(out) if each.offset is None else each.offset
        local = each.local_name if each.local_name is not None else each.name
        method = each.method if each.local_method is None else each.local_method
        stated = size if each.local_size is None else each.local_size
        numbers = (0, 0, 0) if each.flags & 8 else (crc, len(packed), stated)
        out += struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, each.flags, method, 0, 33, *numbers, len(local),
            len(each.local_extra),
        )  # fmt: skip
        out += local + each.local_extra + packed + each.descriptor
        central += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", each.host << 8 | 20, 20, each.flags, each.method, 0, 33,
            crc, len(packed), size, len(each.name), len(each.extra), 0, 0, 0, each.mode << 16,
            offset,
        )  # fmt: skip
        central += each.name + each.extra
    out += more.get("gap", b"")
    count = more.get("count", len(members))
    comment = more.get("comment", b"")
    size = more.get("directory_bytes", len(central))
    place = more.get("directory_offset", len(out))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, place, len(comment))
    return out + central + end + comment + more.get("trailing", b"")


def zipped(files: dict[str, bytes], **more) -> list[Zipped]:
    """Return members for files."""
    return [Zipped(name.encode(), data, flags=1 << 11, **more) for name, data in files.items()]


def good_zip(*more: Zipped, **changes) -> bytes:
    """Return a good bag in a zip file, and what is to be wrong with it."""
    return zip_of([*zipped(bag_files()), *more], **changes)


def changed_zip(change: Callable[[Zipped], Zipped], **changes) -> bytes:
    """Return a good bag in a zip file with `bag/data/a.txt` changed."""
    members = zipped(bag_files())
    return zip_of(
        [change(each) if each.name == b"bag/data/a.txt" else each for each in members], **changes
    )


# gzip ------------------------------------------------------------------------------------------


def gz(data: bytes, level: int = 9) -> bytes:
    """Return one gzip member."""
    return gzip.compress(data, level, mtime=0)


# The cases -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """An archive, the code it must raise first and foremost, and the verdict.

    Attributes:
        name: the code, and what is wrong in words.
        file: what it is called.
        also: which archive codes (BAG-15x, BAG-16x) may be found besides.
    """

    name: str
    file: str
    data: bytes
    verdict: Verdict = INVALID
    also: frozenset[str] = field(default_factory=frozenset)

    @property
    def code(self) -> str:
        return self.name[:7]


def everywhere(name: str, member: Callable[[], bytes], as_zip: bytes | None = None, *also: str):
    """Return a case for tar, for tar.gz, and for zip."""
    tar = tar_of(bag_files(), member())
    made = [
        Case(f"{name}.tar", "bag.tar", tar, also=frozenset(also)),
        Case(f"{name}.tgz", "bag.tgz", gz(tar), also=frozenset(also)),
    ]
    if as_zip is not None:
        made.append(Case(f"{name}.zip", "bag.zip", as_zip, also=frozenset(also)))
    return made


SLIPS = [
    "../evil",
    "bag/../../evil",
    "./../evil",
    "bag/./../../evil",
    "/etc/evil",
    "//server/evil",
    "C:/evil",
    "./C:/evil",
    "c:evil",
    "..\\evil",
    "bag\\..\\..\\evil",
    "bag/..\\evil",
    "\\\\server\\share\\evil",
    "\\evil",
    "~root/evil",
    "./~/evil",
    "bag/.. /evil",
    "..",
    "bag/..",
]


def slip_cases():
    for number, name in enumerate(SLIPS):
        yield from everywhere(
            f"BAG-150_{number:02}",
            lambda name=name: tar_member(name, b"evil"),
            good_zip(Zipped(name.encode(), b"evil")),
        )
        yield Case(
            f"BAG-150_{number:02}-long-name.tar",
            "bag.tar",
            tar_of(
                bag_files(),
                tar_member("././@LongLink", name.encode() + b"\0", b"L", magic=b"ustar  \0"),
                tar_member("bag/harmless", b"evil"),
            ),
        )
        yield Case(
            f"BAG-150_{number:02}-pax.tar",
            "bag.tar",
            tar_of(bag_files(), pax([("path", name.encode())]), tar_member("bag/harmless", b"x")),
        )
    field = b"\x01" + zlib.crc32(b"bag/good").to_bytes(4, "little") + b"../evil"
    extra = struct.pack("<2H", 0x7075, len(field)) + field
    yield Case(
        "BAG-150_hidden-in-the-unicode-field.zip",
        "bag.zip",
        good_zip(Zipped(b"bag/good", b"evil", extra=extra, local_extra=extra)),
    )
    field = b"\x01" + zlib.crc32(b"../evil").to_bytes(4, "little") + b"bag/good"
    extra = struct.pack("<2H", 0x7075, len(field)) + field
    yield Case(
        "BAG-150_hidden-behind-the-unicode-field.zip",
        "bag.zip",
        good_zip(Zipped(b"../evil", b"evil", extra=extra, local_extra=extra)),
    )
    yield Case(
        "BAG-150_prefix-climbs.tar",
        "bag.tar",
        tar_of(bag_files(), tar_member("evil", b"evil", prefix=b"bag/../..")),
    )
    yield Case("BAG-150_NUL-in-a-name.zip", "bag.zip", good_zip(Zipped(b"bag/a\0.txt", b"evil")))
    yield Case("BAG-150_no-name.zip", "bag.zip", good_zip(Zipped(b"", b"evil")))
    yield Case("BAG-150_no-name.tar", "bag.tar", tar_of(bag_files(), tar_member("", b"evil")))


def link_cases():
    link = 0o120777
    for number, target in enumerate(["/etc/passwd", "../../evil", "data/a.txt"]):
        yield from everywhere(
            f"BAG-151_symlink-{number}",
            lambda target=target: tar_member("bag/link", flag=b"2", link=target.encode()),
            good_zip(Zipped(b"bag/link", target.encode(), mode=link)),
        )
        yield from everywhere(
            f"BAG-151_hardlink-{number}",
            lambda target=target: tar_member("bag/link", flag=b"1", link=target.encode()),
        )
    yield Case(
        "BAG-151_symlink-of-another-host.zip",
        "bag.zip",
        good_zip(Zipped(b"bag/link", b"/etc/passwd", mode=link, host=0)),
    )
    yield Case(
        "BAG-151_written-through-a-link.tar",
        "bag.tar",
        tar_of(
            bag_files(),
            tar_member("bag/data/x", flag=b"2", link=b"/tmp"),
            tar_member("bag/data/x/evil", b"evil"),
        ),
        also=frozenset({"BAG-154"}),
    )
    yield Case(
        "BAG-151_long-target.tar",
        "bag.tar",
        tar_of(
            bag_files(),
            tar_member("././@LongLink", b"../" * 60 + b"\0", b"K", magic=b"ustar  \0"),
            tar_member("bag/x", flag=b"2", link=b"harmless", magic=b"ustar  \0"),
        ),
    )
    yield Case(
        "BAG-151_the-top-is-a-link.tar",
        "bag.tar",
        tar_of({}, tar_member("bag", flag=b"2", link=b"/tmp"))[:BLOCK] + tar_of(bag_files()),
        also=frozenset({"BAG-154"}),
    )


def device_cases():
    for number, flag in enumerate([b"3", b"4", b"6"]):
        yield from everywhere(
            f"BAG-152_{number}", lambda flag=flag: tar_member("bag/pipe", flag=flag)
        )
    for mode in (0o010644, 0o020644, 0o060644, 0o140644, 0o170644):
        yield Case(
            f"BAG-152_mode-{mode:o}.zip", "bag.zip", good_zip(Zipped(b"bag/pipe", mode=mode))
        )


def double_cases():
    again = new_bag().files["data/a.txt"]
    for number, name in enumerate(
        ["bag/data/a.txt", "./bag/data/a.txt", "bag//data/a.txt", "bag/./data/./a.txt"]
    ):
        for word, data in (("same", again), ("other", b"forged")):
            yield from everywhere(
                f"BAG-153_{word}-{number}",
                lambda name=name, data=data: tar_member(name, data),
                good_zip(Zipped(name.encode(), data)),
            )
    yield from everywhere(
        "BAG-154_file-and-directory",
        lambda: tar_member("bag/data/a.txt/b", b"x"),
        good_zip(Zipped(b"bag/data/a.txt/b", b"x")),
    )
    yield from everywhere(
        "BAG-154_same-name-both",
        lambda: tar_member("bag/data/a.txt/", flag=b"5"),
        good_zip(Zipped(b"bag/data/a.txt/", method=0)),
    )


def top_cases():
    files = bag_files()
    yield from everywhere(
        "BAG-155_file-beside",
        lambda: tar_member("readme.txt", b"x"),
        good_zip(Zipped(b"readme.txt", b"x")),
    )
    yield from everywhere(
        "BAG-155_directory-beside",
        lambda: tar_member("other/", flag=b"5"),
        good_zip(Zipped(b"other/", method=0)),
    )
    yield from everywhere(
        "BAG-155_two-bags",
        lambda: tar_of(bag_files("other/"), end=b""),
        good_zip(*zipped(bag_files("other/"))),
    )
    yield from everywhere(
        "BAG-155_droppings-of-macos",
        lambda: tar_member("__MACOSX/bag/._a", b"x"),
        good_zip(Zipped(b"__MACOSX/bag/._a", b"x")),
    )
    yield from everywhere(
        "BAG-155_case-twin-at-the-top",
        lambda: tar_member("Bag/x", b"x"),
        good_zip(Zipped(b"Bag/x", b"x")),
    )
    alone = {"lonely.txt": b"x"}
    for top in ("", "./"):
        bare = bag_files(top)
        word = "with-dot" if top else "plain"
        yield Case(f"BAG-156_{word}.tar", "bag.tar", tar_of(bare))
        yield Case(f"BAG-156_{word}.tgz", "bag.tgz", gz(tar_of(bare)))
        yield Case(f"BAG-156_{word}.zip", "bag.zip", zip_of(zipped(bare)))
    yield Case("BAG-155_one-file.tar", "bag.tar", tar_of(alone))
    yield Case("BAG-155_one-file.zip", "bag.zip", zip_of(zipped(alone)))
    for form, data in (("tar", tar_of(files)), ("tgz", gz(tar_of(files))), ("zip", good_zip())):
        yield Case(f"BAG-157_other-name.{form}", f"other.{form}", data, VALID)


def bomb_cases():
    zeros = bytes(20 << 20)
    yield Case("BAG-158_payload.zip", "bag.zip", good_zip(Zipped(b"bag/data/zeros", zeros)))
    yield Case(
        "BAG-158_payload.tgz", "bag.tgz", gz(tar_of(bag_files(), tar_member("bag/data/z", zeros)))
    )
    yield Case(
        "BAG-158_manifest.tgz",
        "bag.tgz",
        gz(tar_of({**bag_files(), "bag/manifest-md5.txt": b"\n" * (20 << 20)})),
    )
    yield Case(
        "BAG-158_many-small.zip",
        "bag.zip",
        good_zip(*(Zipped(b"bag/data/%d" % n, bytes(1 << 20)) for n in range(12))),
    )
    yield Case("BAG-158_zeros-behind-the-end.tgz", "bag.tgz", gz(tar_of(bag_files()) + zeros))


def limit_cases():
    header = tar_header("bag/x", flag=b"x", size_field=b"\x80" + (8 << 30).to_bytes(11, "big"))
    long_name = tar_header("bag/x", flag=b"L", size_field=b"\x80" + (8 << 30).to_bytes(11, "big"))
    deep = "bag/data/" + "d/" * 100 + "x"
    long = "bag/data/" + "/".join(["n" * 200] * 8)
    for word, made in (("pax-of-8-gib", header), ("long-name-of-8-gib", long_name)):
        yield Case(f"BAG-160_{word}.tar", "bag.tar", tar_of(bag_files(), made), UNDECIDED)
        yield Case(f"BAG-160_{word}.tgz", "bag.tgz", gz(tar_of(bag_files(), made)), UNDECIDED)
    for word, name in (("deep", deep), ("long", long)):
        made = pax([("path", name.encode())]) + tar_member("bag/x", b"x")
        yield Case(f"BAG-160_{word}.tar", "bag.tar", tar_of(bag_files(), made), UNDECIDED)
        yield Case(f"BAG-160_{word}.tgz", "bag.tgz", gz(tar_of(bag_files(), made)), UNDECIDED)
        data = good_zip(Zipped(name.encode(), b"x"))
        yield Case(f"BAG-160_{word}.zip", "bag.zip", data, UNDECIDED)
    huge = Zipped(b"bag/data/huge", b"x" * 100, method=0, size=0xFFFFFFF0)
    yield Case("BAG-158_huge-by-its-word.zip", "bag.zip", good_zip(huge))
    terabytes = tar_header("bag/data/h", size_field=b"\x80" + (1 << 42).to_bytes(11, "big"))
    yield Case("BAG-159_four-terabytes.tgz", "bag.tgz", gz(tar_of({}, terabytes)), UNDECIDED)
    yield Case("BAG-161_four-terabytes.tar", "bag.tar", tar_of({}, terabytes))


def cut_cases():
    tar, packed = tar_of(bag_files()), good_zip()
    for name, data in (
        ("half.tar", tar[: len(tar) // 2]),
        ("no-end.tar", tar[:-1024]),
        ("one-end-block.tar", tar[:-512]),
        ("one-byte.tar", tar[:-1]),
        ("first-block.tar", tar[:100]),
        ("nothing.tar", b""),
        ("half.tgz", gz(tar)[:700]),
        ("one-byte.tgz", gz(tar)[:-1]),
        ("inner.tgz", gz(tar[:-1024])),
        ("nothing.tgz", b"\x1f\x8b"),
        ("half.zip", packed[: len(packed) // 2]),
        ("in-the-comment.zip", good_zip(comment=b"a comment")[:-3]),
        ("no-end.zip", packed[:-22]),
        ("one-byte.zip", packed[:-1]),
    ):
        yield Case(f"BAG-161_{name}", f"bag.{name.rpartition('.')[2]}", data)


def damage_cases():
    tar = tar_of(bag_files())
    middle = tar.index(b"bag/data/b.txt")
    yield Case("BAG-162_header.tar", "bag.tar", tar[:middle] + b"c" + tar[middle + 1 :])
    yield Case("BAG-162_header.tgz", "bag.tgz", gz(tar[:middle] + b"c" + tar[middle + 1 :]))
    packed = bytearray(gz(tar, 0))
    packed[packed.index(b"one\n")] ^= 1
    yield Case("BAG-162_crc.tgz", "bag.tgz", bytes(packed))
    packed = bytearray(gz(tar))
    packed[len(packed) // 2] ^= 0xFF
    yield Case("BAG-162_deflate.tgz", "bag.tgz", bytes(packed))
    yield Case(
        "BAG-162_size-not-octal.tar",
        "bag.tar",
        tar_of(bag_files(), tar_header("bag/x", size_field=b"12 345 6789\0")),
    )
    yield Case(
        "BAG-162_time-where-some-programs-stop.tar",
        "bag.tar",
        tar_of(bag_files(), tar_member("bag/x", b"x", time=b"yesterday   ")),
    )
    yield Case(
        "BAG-162_negative-size.tar",
        "bag.tar",
        tar_of(bag_files(), tar_header("bag/x", size_field=b"\xff" * 12)),
    )
    for number, data in enumerate(
        [b"11 path=bag", b"99 path=x\n", b"x\n", b"-5 path=x\n", b"0 a=b\n"]
    ):
        made = tar_member("p", data, b"x") + tar_member("bag/x", b"x")
        yield Case(f"BAG-162_pax-{number}.tar", "bag.tar", tar_of(bag_files(), made))
    yield Case("BAG-162_pax-alone.tar", "bag.tar", tar_of(bag_files(), pax([("mtime", b"1")])))
    yield Case("BAG-162_crc.zip", "bag.zip", changed_zip(lambda each: replace(each, crc=1)))
    yield Case(
        "BAG-162_crc-of-an-unlisted-file.zip",
        "bag.zip",
        good_zip(Zipped(b"bag/notes/x", b"note", crc=1)),
    )
    yield Case(
        "BAG-162_deflate.zip",
        "bag.zip",
        changed_zip(lambda each: replace(each, packed=b"\xff" * 9)),
    )
    longer = zlib.compressobj(9, wbits=-15)
    packed = longer.compress(b"one\nmore") + longer.flush()
    yield Case(
        "BAG-162_longer-than-said.zip",
        "bag.zip",
        changed_zip(lambda each: replace(each, packed=packed, size=4)),
    )
    yield Case(
        "BAG-162_shorter-than-said.zip", "bag.zip", changed_zip(lambda each: replace(each, size=5))
    )
    yield Case(
        "BAG-162_deflate-without-end.zip",
        "bag.zip",
        changed_zip(lambda each: replace(each, packed=b"\x00\x04\x00\xfb\xffone\n")),
    )
    yield Case("BAG-162_bad-utf-8.zip", "bag.zip", good_zip(Zipped(b"bag/\xff", flags=1 << 11)))
    yield Case(
        "BAG-162_extra-too-long.zip",
        "bag.zip",
        good_zip(Zipped(b"bag/x", b"x", extra=b"\x01\x00\xff\x00")),
    )
    yield Case(
        "BAG-162_no-local-header.zip",
        "bag.zip",
        good_zip(Zipped(b"bag/x", b"x", offset=3)).replace(b"PK\x03\x04", b"PK\x03\x05", 1),
    )


def contradiction_cases():
    change = {
        "name": {"local_name": b"bag/data/b.txt"},
        "name-climbs": {"local_name": b"../../evil.txt"},
        "method": {"local_method": 0},
        "size": {"local_size": 3},
    }
    for word, lie in change.items():
        yield Case(
            f"BAG-163_{word}.zip",
            "bag.zip",
            changed_zip(lambda each, lie=lie: replace(each, **lie)),
        )
    yield Case(
        "BAG-163_descriptor.zip",
        "bag.zip",
        changed_zip(lambda each: replace(each, flags=8 | 1 << 11, descriptor=bytes(16))),
    )
    yield Case("BAG-163_too-many.zip", "bag.zip", good_zip(count=60000))
    yield Case("BAG-163_too-few.zip", "bag.zip", good_zip(count=3))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    yield Case("BAG-163_second-end-in-the-comment.zip", "bag.zip", good_zip(comment=end))
    yield Case("BAG-163_overlap.zip", "bag.zip", good_zip(Zipped(b"bag/again", b"one\n", offset=0)))
    yield Case("BAG-163_quoted-overlaps.zip", "bag.zip", overlapping(200))
    yield Case("BAG-163_directory-with-content.zip", "bag.zip", good_zip(Zipped(b"bag/d/", b"x")))
    hidden = Zipped(b"bag/d/", method=0, packed=b"hidden")
    yield Case("BAG-163_directory-with-hidden-content.zip", "bag.zip", good_zip(hidden))
    by_mode = Zipped(b"bag/d", b"x", mode=0o040755)
    yield Case("BAG-163_directory-by-mode-with-content.zip", "bag.zip", good_zip(by_mode))
    by_both = Zipped(b"bag/d/", method=0, mode=0o120777)
    yield Case("BAG-163_directory-and-link.zip", "bag.zip", good_zip(by_both))
    yield Case("BAG-163_list-elsewhere.zip", "bag.zip", good_zip(directory_offset=1 << 30))
    for word, flag in (("link", b"2"), ("directory", b"5"), ("device", b"3"), ("hard-link", b"1")):
        data = tar_of(bag_files(), tar_member("bag/x", b"x" * 600, flag))
        yield Case(f"BAG-163_{word}-with-content.tar", "bag.tar", data)
    listing = tar_member("bag/notes/", b"x", b"D")
    yield Case("BAG-163_list-of-no-names.tar", "bag.tar", tar_of(bag_files(), listing))
    yield Case(
        "BAG-163_two-sizes.tar",
        "bag.tar",
        tar_of(bag_files(), pax([("size", b"512")]), tar_member("bag/x", b"x" * 100)),
    )
    yield Case(
        "BAG-163_name-for-all.tar",
        "bag.tar",
        pax([("path", b"bag/evil")], b"g") + tar_of(bag_files()),
    )
    yield Case(
        "BAG-163_two-long-names.tar",
        "bag.tar",
        tar_of(
            bag_files(),
            tar_member("L", b"bag/one\0", b"L"),
            pax([("path", b"bag/two")]),
            tar_member("bag/x"),
        ),
    )
    yield Case(
        "BAG-163_NUL-in-a-long-name.tar",
        "bag.tar",
        tar_of(bag_files(), tar_member("L", b"bag/one\0/../../evil\0", b"L"), tar_member("bag/x")),
        also=frozenset({"BAG-150"}),
    )
    yield Case(
        "BAG-163_prefix-without-posix.tar",
        "bag.tar",
        tar_of(bag_files(), tar_member("x", b"x", magic=b"ustar  \0", prefix=b"bag")),
    )


def overlapping(count: int) -> bytes:
    """Return a zip file whose every member holds all local headers that follow."""
    kernel = b"\x00" * 1000
    locals_, members = b"", []
    for number in reversed(range(count)):
        body = locals_ + kernel
        name = b"bag/data/%d" % number
        head = struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, zlib.crc32(body), len(body), len(body),
            len(name), 0,
        )  # fmt: skip
        locals_ = head + name + locals_
        members.append((name, body))
    out, central, place = locals_ + kernel, b"", 0
    for name, body in reversed(members):
        central += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 788, 20, 0, 0, 0, 33, zlib.crc32(body), len(body),
            len(body), len(name), 0, 0, 0, 0, 0, place,
        )  # fmt: skip
        central += name
        place += 30 + len(name)
    return (
        out
        + central
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(central), len(out), 0)
    )


def unread_cases():
    locked = {
        "flag": {"flags": 1 | 1 << 11},
        "strong": {"flags": 1 | 1 << 6},
        "aes": {"method": 99},
    }
    for word, lie in locked.items():
        data = changed_zip(lambda each, lie=lie: replace(each, **lie, packed=b"secret"))
        yield Case(f"BAG-164_{word}.zip", "bag.zip", data, UNDECIDED)
    for method in (1, 6, 9, 14, 93, 95, 97, 98, 255):
        data = changed_zip(lambda each, method=method: replace(each, method=method, packed=b"odd"))
        yield Case(f"BAG-165_method-{method}.zip", "bag.zip", data, UNDECIDED)
    for flag in (b"S", b"M", b"V", b"N", b"?"):
        data = tar_of(bag_files(), tar_member("bag/notes/x", b"x", flag))
        yield Case(f"BAG-165_type-{flag.decode()}.tar", "bag.tar", data, UNDECIDED)
    sparse = pax([("GNU.sparse.major", b"1"), ("GNU.sparse.name", b"bag/notes/x")])
    data = tar_of(bag_files(), sparse, tar_member("bag/notes/x", b"x"))
    yield Case("BAG-165_sparse.tar", "bag.tar", data, UNDECIDED)
    yield Case("BAG-165_bzip2.tar", "bag.tar.bz2", b"BZh91AY&SY" + bytes(100), UNDECIDED)
    yield Case("BAG-165_xz.tar", "bag.tar.xz", b"\xfd7zXZ\0" + bytes(100), UNDECIDED)
    yield Case("BAG-165_xz-called.tar", "bag.tar", b"\xfd7zXZ\0" + bytes(600), UNDECIDED)
    data = b"7z\xbc\xaf\x27\x1c" + bytes(100)
    yield Case("BAG-169_seven.7z", "bag.7z", data, UNDECIDED)
    yield Case("BAG-169_seven.zip", "bag.zip", data, UNDECIDED)


def stray_cases():
    tar = tar_of(bag_files())
    other = tar_of(bag_files("other/"))
    for name, data in (
        ("garbage-behind.tar", tar + b"garbage".ljust(512, b".")),
        ("second-archive-behind.tar", tar + other),
        ("between-the-end-blocks.tar", tar[:-512] + other),
        ("garbage-behind.tgz", gz(tar) + b"garbage"),
        ("garbage-behind-zeros.tgz", gz(tar) + bytes(9000) + b"garbage"),
        ("second-archive-behind.tgz", gz(tar) + gz(other)),
        ("garbage-behind.zip", good_zip(trailing=b"garbage")),
        ("zeros-behind.zip", good_zip(trailing=bytes(10))),
        ("second-archive-behind.zip", good_zip() + zip_of(zipped(bag_files("other/")))),
        ("program-before.zip", b"MZ" + bytes(500) + good_zip()),
        ("before-the-list.zip", good_zip(gap=b"hidden")),
        ("between-members.zip", changed_zip(lambda each: replace(each, before=b"hidden"))),
        ("unlisted-member.zip", changed_zip(lambda each: replace(each, before=_unlisted()))),
        (
            "behind-the-content.zip",
            changed_zip(lambda each: replace(each, packed=each.parts()[0] + b"hidden")),
        ),
    ):
        yield Case(f"BAG-166_{name}", f"bag.{name.rpartition('.')[2]}", data)


def _unlisted() -> bytes:
    return zip_of([Zipped(b"bag/evil", b"evil")]).partition(b"PK\x01\x02")[0]


def other_cases():
    yield Case("BAG-167_empty.tar", "bag.tar", END)
    yield Case("BAG-167_empty.tgz", "bag.tgz", gz(END))
    yield Case("BAG-167_empty.zip", "bag.zip", zip_of([]))
    yield Case("BAG-167_only-the-root.tar", "bag.tar", tar_of({}, tar_member("./", flag=b"5")))
    page = b"<html>The file you wanted is not here.</html>" * 20
    for ending in ("zip", "tar", "tgz", "tar.gz"):
        yield Case(f"BAG-168_page.{ending}", f"bag.{ending}", page)
    yield Case("BAG-168_tar-called.zip", "bag.zip", tar_of(bag_files()))
    yield Case("BAG-168_tgz-called.tar", "bag.tar", gz(tar_of(bag_files())))
    yield Case("BAG-168_zip-called.tar.gz", "bag.tar.gz", good_zip())
    yield Case("BAG-168_text-in.tgz", "bag.tgz", gz(page))


CASES: tuple[Case, ...] = (
    *slip_cases(),
    *link_cases(),
    *device_cases(),
    *double_cases(),
    *top_cases(),
    *bomb_cases(),
    *limit_cases(),
    *cut_cases(),
    *damage_cases(),
    *contradiction_cases(),
    *unread_cases(),
    *stray_cases(),
    *other_cases(),
)
