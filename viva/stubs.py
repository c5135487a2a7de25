"""Cuts student stubs from the model solutions: same imports, signatures and docstrings, no bodies."""

import ast
from collections.abc import Collection
from pathlib import Path

from viva.bridge import FRAMEWORKS


def cut(source: str, siblings: Collection[str] = ()) -> str:
    """A module with every public body replaced by one sentence that fails; private helpers and `siblings` are left out."""
    lines = source.splitlines()
    tree = ast.parse(source)
    parts = [_text(lines, tree.body[0]), ""] if ast.get_docstring(tree) else []
    for before, node in zip([None, *tree.body], tree.body, strict=False):
        match node:
            case ast.ImportFrom(module=name) if name in siblings:
                pass
            case ast.Import() | ast.ImportFrom():
                gap = [] if isinstance(before, (ast.Import, ast.ImportFrom)) and _adjacent(before, node) else [""]
                parts += [*(gap if before is not tree.body[0] else []), _text(lines, node)]
            case ast.Assign(targets=[ast.Name() | ast.Tuple() as target]) if _public(target):
                parts += ["", _text(lines, node)] if isinstance(before, (ast.Import, ast.ImportFrom)) else [_text(lines, node)]
            case ast.FunctionDef(name=name) if not name.startswith("_"):
                parts += ["", "", *_function(lines, node, name)]
            case ast.ClassDef(name=name) if not name.startswith("_"):
                parts += ["", "", *_class(lines, node)]
    return "\n".join(parts) + "\n"


def write(root: Path) -> list[Path]:
    """Write solutions/ from reference/, and return the files in it that no reference has any more: they are removed."""
    stale = []
    for framework in FRAMEWORKS:
        folder = root / "solutions" / framework
        folder.mkdir(parents=True, exist_ok=True)
        siblings = {path.stem for path in (root / "reference" / framework).glob("*.py")}
        wanted = {f"{name}.py" for name in siblings if not name.startswith("_")}
        for path in folder.glob("*.py"):
            if path.name not in wanted:
                path.unlink()
                stale.append(path)
        for name in sorted(wanted):
            text = (root / "reference" / framework / name).read_text(encoding="utf-8")
            (folder / name).write_text(cut(text, siblings), encoding="utf-8")
    return stale


def _class(lines: list[str], node: ast.ClassDef) -> list[str]:
    head = node.body[0] if ast.get_docstring(node) else None
    first = head.end_lineno if head else node.body[0].lineno - 1
    parts = ["\n".join(lines[node.lineno - 1 : first])]
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and (not method.name.startswith("_") or method.name == "__init__"):
            name = node.name if method.name == "__init__" else f"{node.name}.{method.name}"
            parts += ["", *_function(lines, method, name)]
    return parts


def _function(lines: list[str], node: ast.FunctionDef, name: str) -> list[str]:
    head = node.body[0] if ast.get_docstring(node) else None
    last = head.end_lineno if head else node.body[0].lineno - 1
    indent = " " * (node.col_offset + 4)
    first = min([node.lineno, *(part.lineno for part in node.decorator_list)])  # where a property begins
    return ["\n".join(lines[first - 1 : last]), f'{indent}raise NotImplementedError("{name} is yours to write")']


def _public(target: ast.Name | ast.Tuple) -> bool:
    """Whether a constant, or one of several in one line, has a public name."""
    return any(isinstance(node, ast.Name) and not node.id.startswith("_") for node in ast.walk(target))


def _text(lines: list[str], node: ast.stmt) -> str:
    return "\n".join(lines[node.lineno - 1 : node.end_lineno])


def _adjacent(before: ast.stmt, node: ast.stmt) -> bool:
    return node.lineno == (before.end_lineno or 0) + 1
