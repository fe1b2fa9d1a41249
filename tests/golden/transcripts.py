"""What the commands print, as a person sees it; what varies from run to run is named instead.

`python -m tests.golden.transcripts` writes the transcripts anew; read the difference before you
commit it.
"""

import re
import shutil
import tempfile
from pathlib import Path

from tests.support.commands import CHECKOUT, run

PLACE = Path(__file__).parent / "cli"

TRANSCRIPTS = {
    "first-hour": [
        "init archive --name Test --organization 'Test Library'",
        "--archive archive package --at 2026-11-21T12:00:00Z seeds",
        "--archive archive package seeds/000_54780b9e0856adbc.txt",
        "--archive archive audit",
        "--archive archive status",
        "--archive archive history 002-e6428ce3acc09ea7-b3115ed98f7c",
        "--archive archive ledger verify",
        "validate archive",
    ],
    "damage": [
        "init archive --name Test",
        "--archive archive package --at 2026-11-21T12:00:00Z seeds/003_12c24667c4360f63.txt seeds/nothing.txt",
        "!damage",
        "validate archive/bags",
        "--archive archive audit",
        "--archive archive status",
        "--archive archive audit --json",
        "explain FIX-001",
    ],
    "describe": [
        "describe seeds/002_e6428ce3acc09ea7.txt",
        "describe seeds/nothing.txt --json",
    ],
    "demo": ["demo demo"],
}

VARYING = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<archive-id>"),
    (re.compile(r"audit-\d{8}T\d{6}Z-[0-9a-f]{8}"), "<run>"),
    (re.compile(r"report-\d{8}T\d{6}Z"), "report-<instant>"),
    (re.compile(r"quarantine/\d{8}T\d{6}Z"), "quarantine/<instant>"),
    (re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "<instant>"),
    (re.compile(r"on \d{1,2} [A-Z][a-z]+ 20\d\d"), "on <day>"),
    (re.compile(r"[0-9a-f]{8}\+[A-Za-z0-9+/]{44}"), "<key>"),
    (re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?!\w)"), "<root>"),
    # Sizes of what is compressed or signed vary by a few bytes.
    (re.compile(r"[\d,]+ bytes \([\d.]+ kB\)(?=$|\n| read)"), "<bytes>"),
    (re.compile(r'"bytes_read": \d+'), '"bytes_read": 0'),
    # Whether the medium was reached depends on the file system underneath.
    (re.compile(r"(?m)^  from     .*$"), "  from     <where>"),
    (re.compile(r'"reads": \{[^}]*\}'), '"reads": {}'),
]


def damage(place: Path) -> None:
    original = next(place.glob("archive/bags/*/data/original/*.txt"))
    data = bytearray(original.read_bytes())
    data[100] ^= 1
    original.write_bytes(bytes(data))


def settled(text: str, place: Path) -> str:
    text = text.replace(str(place), "<here>")
    for pattern, name in VARYING:
        text = pattern.sub(name, text)
    return text


def transcript(commands: list[str]) -> str:
    import shlex

    lines = []
    with tempfile.TemporaryDirectory() as made:
        place = Path(made).resolve()
        shutil.copytree(CHECKOUT / "seeds", place / "seeds")
        for command in commands:
            if command == "!damage":
                damage(place)
                lines.append("(one bit of the original is flipped)\n")
                continue
            done = run(*shlex.split(command), cwd=place)
            lines.append(f"$ preserve {command}")
            lines.append(settled(done.out + done.err, place).rstrip("\n"))
            lines.append(f"[exit {done.code}]\n")
    return "\n".join(lines)


def main() -> None:
    for name, commands in TRANSCRIPTS.items():
        (PLACE / f"{name}.txt").write_text(transcript(commands))


if __name__ == "__main__":
    main()
