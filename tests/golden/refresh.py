"""Write the golden reports anew: `python tests/golden/refresh.py`, from anywhere.

Then read the difference (`git diff tests/golden`) as a librarian would, before it is committed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.golden.report.rendered import RENDERED

if __name__ == "__main__":
    for name, text in RENDERED.items():
        (Path(__file__).parent / "report" / name).write_text(text, encoding="utf-8", newline="")
        print(name)
