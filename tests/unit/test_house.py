"""The house numbers (CONTRIBUTING): sizes, purity and habits that lint does not see."""

import ast
import re
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "preserve").rglob("*.py"))
TREES = {path: ast.parse(path.read_text()) for path in MODULES}
FUNCTIONS = [
    (path, node)
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]


def lines_of(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def test_modules_are_small():
    sizes = {path: len(path.read_text().splitlines()) for path in MODULES}
    assert {path: size for path, size in sizes.items() if size > 400} == {}
    assert median(sizes.values()) <= 150


def test_functions_are_short():
    sizes = sorted(lines_of(node) for _, node in FUNCTIONS)
    too_long = [(path.name, node.name) for path, node in FUNCTIONS if lines_of(node) > 60]
    assert too_long == []
    assert sizes[int(len(sizes) * 0.95)] <= 40
    inside_long = sum(size for size in sizes if size > 50)
    total = sum(len(path.read_text().splitlines()) for path in MODULES)
    assert inside_long <= total / 10


def test_functions_take_few_parameters():
    # A command's parameters are its options (ADR 0006).
    many = [
        (path.name, node.name)
        for path, node in FUNCTIONS
        if path.parent.name != "cli"
        and len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs])
        - (1 if node.args.args and node.args.args[0].arg in {"self", "cls"} else 0)
        > 5
    ]
    assert many == []


def test_exception_is_caught_once():
    found = [
        path.relative_to(ROOT).as_posix()
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    ]
    # LocalStore.stage catches BaseException to take back what it wrote, and raises it again.
    assert sorted(found) == ["preserve/cli/run.py", "preserve/storage/local.py"]


WRITING = {"write_text", "write_bytes", "unlink", "rename", "replace", "mkdir", "rmdir", "touch"}
WRITERS = {
    "preserve/storage",
    "preserve/workflows/demo.py",
    "preserve/workflows/drill_damage.py",
}


def test_only_storage_writes():
    """Paths are written by `storage.atomic` alone; the demonstration and the drill damage copies."""
    found = set()
    for path, tree in TREES.items():
        name = path.relative_to(ROOT).as_posix()
        if any(name.startswith(writer) for writer in WRITERS):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            if isinstance(function, ast.Attribute) and function.attr in WRITING - {"replace"}:
                found.add((name, function.attr))
            if isinstance(function, ast.Attribute) and ast.unparse(function) in {
                "os.replace",
                "os.rename",
                "os.open",
            }:
                found.add((name, ast.unparse(function)))
            if isinstance(function, ast.Name) and function.id == "open":
                mode = node.args[1].value if len(node.args) > 1 else "r"
                if not set(mode) <= set("rb"):
                    found.add((name, f"open {mode}"))
    # Reading a ledger copies a database aside before it reads it; the shell mends a closed pipe.
    assert found == {
        ("preserve/ledger/stored.py", "open wb"),
        ("preserve/cli/run.py", "os.open"),
        ("preserve/cli/run.py", "open w"),
    }


def test_clock_and_environment_are_read_at_the_edge_alone():
    pattern = re.compile(r"datetime\.now|utcnow|time\.time\(|os\.environ|getenv|secrets\.|random\.")
    found = {
        path.relative_to(ROOT).as_posix() for path in MODULES if pattern.search(path.read_text())
    }
    assert {name for name in found if not name.startswith("preserve/cli/")} == {
        "preserve/storage/clock.py"
    }


def test_no_grab_bags():
    names = {part for path in MODULES for part in path.with_suffix("").parts}
    assert not names & {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def test_no_import_hides_in_a_function():
    hidden = [
        (path.name, node.name)
        for path, node in FUNCTIONS
        if path.parent.name != "cli" and path.name != "__main__.py"
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_tests_hardly_patch():
    uses = 0
    for path in (ROOT / "tests").rglob("*.py"):
        if path == Path(__file__):
            continue
        uses += len(re.findall(r"monkeypatch|mock\.|\bpatch\(", path.read_text()))
    assert uses <= 10


def test_nothing_sleeps():
    for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]:
        if path != Path(__file__):
            assert "time.sleep" not in path.read_text(), path


def test_sizes_are_limited_in_one_way():
    """Which leaves no half of what the interpreter compiled beside the sources."""
    limits = ROOT / "tests" / "support" / "limits.py"
    for path in (ROOT / "tests").rglob("*.py"):
        if path not in {Path(__file__), limits}:
            assert "RLIMIT_FSIZE" not in path.read_text(), path
