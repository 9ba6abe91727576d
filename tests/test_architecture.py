"""The shape of the code, read from the code: imports point downwards, and the core is pure."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sotsync"

LAYERS = (
    "_version",
    "text",
    "errors",
    "findings",
    "config",
    "transaction",
    "files",
    "cache",
    "hosts",
    "schema",
    "sql",
    "replay",
    "migrations",
    "document",
    "diff",
    "patch",
    "rules",
    "report",
    "merge",
    "database",
    "documents",
    "api",
    "cli",
    "__main__",
    "__init__",
)
"""Lowest first. The package's own ``__init__`` offers the public names, so it stands on top."""

INPUT_OUTPUT = (
    *("transaction", "files", "documents", "cache", "hosts", "migrations.read", "database"),
    *("api", "cli", "__main__"),
)
"""The only modules, with what is below them, that may touch anything outside the process."""

EFFECTFUL_MODULES = frozenset(
    (
        *("asyncio", "click", "fileinput", "getpass", "glob", "http", "io", "locale", "logging"),
        *("multiprocessing", "os", "platform", "random", "rich", "secrets", "shutil", "signal"),
        *("socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib"),
        *("uuid", "warnings", "webbrowser"),
    )
)
PURE_PARTS = frozenset({"urllib.parse"})
"""What of them only reads and writes text."""
EFFECTFUL_CALLS = frozenset({"open", "input", "print", "exec", "eval", "breakpoint", "__import__"})
CLOCK_METHODS = frozenset({"now", "today", "utcnow"})
PURE_PATHS = frozenset({"PurePath", "PurePosixPath", "PureWindowsPath"})

MAXIMUM_FILE_LINES = 400
MAXIMUM_FUNCTION_LINES = 50


@dataclass(frozen=True)
class Module:
    """A module of the package, parsed."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def layer(self) -> str:
        """The entry of LAYERS that the module belongs to."""
        return self.name.partition(".")[0]

    @property
    def may_touch_the_world(self) -> bool:
        """Whether the module is one of those that do input and output."""
        return any(self.name == io or self.name.startswith(f"{io}.") for io in INPUT_OUTPUT)


def read_modules() -> Mapping[str, Module]:
    modules = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        modules[name] = Module(name, path, ast.parse(path.read_bytes()))
    return modules


MODULES = read_modules()
each_module = pytest.mark.parametrize("module", MODULES.values(), ids=lambda module: module.name)


def imports(tree: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every import as a module's full name and the names taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or "", tuple(alias.name for alias in node.names)


def own_imports(tree: ast.AST) -> Iterator[str]:
    """The names of the package's own modules that are imported, without the package's name."""
    for module, names in imports(tree):
        package, _, rest = module.partition(".")
        if package != "sotsync":
            continue
        if not rest and not names:
            yield "__init__"
        for name in names or ("",):
            full = ".".join(part for part in (rest, name) if part)
            if full in MODULES:
                yield full
            else:
                yield rest or "__init__"


def without_lazy_imports(tree: ast.Module) -> ast.Module:
    """The module without what is imported inside functions or for type checkers only."""
    kept = [
        node
        for node in tree.body
        if not isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]
    return ast.Module(body=kept, type_ignores=[])


@each_module
def test_imports_point_downwards(module: Module) -> None:
    rank = LAYERS.index(module.layer)
    for imported in own_imports(module.tree):
        layer = imported.partition(".")[0]
        assert layer == module.layer or LAYERS.index(layer) < rank, f"imports {imported}"


def test_imports_have_no_cycle() -> None:
    graph = {
        module.name: {
            imported
            for imported in own_imports(without_lazy_imports(module.tree))
            if imported != module.name
        }
        for module in MODULES.values()
    }
    graphlib.TopologicalSorter(graph).prepare()


@each_module
def test_the_core_is_pure(module: Module) -> None:
    if module.may_touch_the_world:
        return
    for imported, names in imports(module.tree):
        is_pure = imported in PURE_PARTS or imported.partition(".")[0] not in EFFECTFUL_MODULES
        assert is_pure, f"imports {imported}"
        assert imported != "pathlib" or set(names) <= PURE_PATHS, "only pure paths are pure"
        assert imported != "sotsync.files" or module.name == "__init__", "reads or writes files"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            assert not is_effectful(node.func), f"line {node.lineno}: {ast.unparse(node)}"


def is_effectful(function: ast.expr) -> bool:
    """Whether calling it opens a file, runs text or reads the clock."""
    if isinstance(function, ast.Name):
        return function.id in EFFECTFUL_CALLS
    return isinstance(function, ast.Attribute) and function.attr in CLOCK_METHODS


@each_module
def test_files_and_functions_stay_short(module: Module) -> None:
    shown = module.path.relative_to(PACKAGE).as_posix()
    lines = module.path.read_bytes().count(b"\n")
    assert lines <= MAXIMUM_FILE_LINES, f"{shown} has {lines} lines"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAXIMUM_FUNCTION_LINES, f"{node.name} has {length} lines"


@each_module
def test_modules_say_why_they_exist(module: Module) -> None:
    assert ast.get_docstring(module.tree)


@each_module
def test_text_is_never_split_by_splitlines(module: Module) -> None:
    """``str.splitlines`` also breaks on U+000C, U+0085 and U+2028, which are text."""
    used = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    assert "splitlines" not in used


@each_module
def test_public_modules_list_what_they_offer(module: Module) -> None:
    """A decorated function is found by what decorates it, so it need not be listed."""
    names = {
        target.id
        for node in module.tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    public = [
        node.name
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not (isinstance(node, ast.FunctionDef) and node.decorator_list)
    ]
    assert not public or "__all__" in names


@pytest.mark.parametrize("statement", ["import sotsync", "import sotsync.cli.app"])
def test_starting_up_imports_nothing_heavy(statement: str) -> None:
    heavy = ("sqlglot", "deepdiff", "mistune", "postgast", "pydantic", "rich", "ruamel")
    probe = f"{statement}; import sys; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True)
    assert result.stdout.strip() == b"[]"


def test_continuous_integration_trusts_nothing_that_can_change() -> None:
    """Actions are pinned by hash, and a workflow may do nothing that a job does not ask for."""
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        text = path.read_bytes().decode()
        assert "\npermissions: {}\n" in text
        used = re.findall(r"uses: (\S+)", text)
        assert used
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in used)
