"""Data for the measures: bags and articles, the same bytes every time.

The bags are written here, with hashlib and nothing of ours, so that no rival reads what only
its own writer would write.
"""

import hashlib
import random
from pathlib import Path

ALGORITHMS = ("sha256", "sha512")
_SEED = 2016_12_14
_PIECE = 1 << 24
_PER_DIRECTORY = 100


def bag_of(root: Path, files: int, size_bytes: int) -> Path:
    """Write a bag of `files` files of `size_bytes` bytes each, listed under sha256 and sha512."""
    source = random.Random(_SEED)
    manifests: dict[str, list[str]] = {name: [] for name in ALGORITHMS}
    for number in range(files):
        path = f"data/{number // _PER_DIRECTORY:03d}/{number:05d}.txt"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        hashes = [hashlib.new(name) for name in ALGORITHMS]
        with (root / path).open("wb") as opened:
            for start in range(0, size_bytes, _PIECE):
                piece = source.randbytes(min(_PIECE, size_bytes - start))
                opened.write(piece)
                for made in hashes:
                    made.update(piece)
        for made in hashes:
            manifests[made.name].append(f"{made.hexdigest()}  {path}\n")
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"Bagging-Date: 2016-12-14\nPayload-Oxum: {files * size_bytes}.{files}\n",
        **{f"manifest-{name}.txt": "".join(lines) for name, lines in manifests.items()},
    }
    for name in ALGORITHMS:
        tags[f"tagmanifest-{name}.txt"] = "".join(
            f"{hashlib.new(name, text.encode()).hexdigest()}  {path}\n"
            for path, text in tags.items()
            if not path.startswith("tagmanifest-")
        )
    for path, text in tags.items():
        (root / path).write_text(text, encoding="utf-8", newline="")
    return root


def articles_of(root: Path, seeds: Path, count: int) -> Path:
    """Write the seeds again and again as `count` distinct articles, one more line in each."""
    root.mkdir(parents=True)
    texts = [path.read_bytes() for path in sorted(seeds.glob("*.txt"))]
    for number in range(count):
        line = f"\nCopy number {number} of this text, made to measure.\n".encode()
        (root / f"article-{number:05d}.txt").write_bytes(texts[number % len(texts)] + line)
    return root
