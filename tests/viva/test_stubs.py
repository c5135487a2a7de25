"""Stubs are what is left of the model solutions without their bodies."""

import ast
import shutil

import pytest

from viva import stubs
from viva.bridge import FRAMEWORKS
from viva.exam import ROOT

REFERENCES = sorted((ROOT / "reference").glob("*/[a-z]*.py"))
SIBLINGS = {path.stem for path in (ROOT / "reference").glob("*/*.py")}
NAMES = [f"{path.parent.name}/{path.name}" for path in REFERENCES]

SOURCE = '''"""What it is about."""

import math

import torch
from torch import nn

from viva.arguments import check_finite

LIMIT = 3
_HIDDEN = 4


def public(x, *, scale=1.0):
    """What it answers.

    Shapes: (n,) -> (n,).
    """
    return _helper(x) * scale


def without_docstring(x):
    return x


def several(
    first,
    second=(1, 2),
):
    """On several lines."""
    x = first
    return x


def _helper(x):
    return x


class Model(nn.Module):
    """A model."""

    size = 3

    def __init__(self, seed=0):
        """Make it."""
        super().__init__()

    def encode(self, x):
        """Codes."""
        return self._inner(x)

    def _inner(self, x):
        return x


class _Private:
    pass
'''
STUB = '''"""What it is about."""

import math

import torch
from torch import nn

from viva.arguments import check_finite

LIMIT = 3


def public(x, *, scale=1.0):
    """What it answers.

    Shapes: (n,) -> (n,).
    """
    raise NotImplementedError("public is yours to write")


def without_docstring(x):
    raise NotImplementedError("without_docstring is yours to write")


def several(
    first,
    second=(1, 2),
):
    """On several lines."""
    raise NotImplementedError("several is yours to write")


class Model(nn.Module):
    """A model."""

    def __init__(self, seed=0):
        """Make it."""
        raise NotImplementedError("Model is yours to write")

    def encode(self, x):
        """Codes."""
        raise NotImplementedError("Model.encode is yours to write")
'''


def test_bodies_and_helpers_are_cut_and_all_else_stays():
    assert stubs.cut(SOURCE) == STUB


def test_a_property_stays_a_property():
    method = '    @property\n    def mean(self):\n        """The mean."""\n'
    cut = stubs.cut('class Model:\n    """A model."""\n\n' + method + "        return 1\n")
    assert method + '        raise NotImplementedError("Model.mean is yours to write")\n' in cut


def test_imports_of_siblings_are_left_out():
    """A student's folder need not have what the model solutions share."""
    source = "import math\n\nfrom _spectral import fix_signs\n\n\ndef f(x):\n    return fix_signs(x)\n"
    assert "_spectral" not in stubs.cut(source, {"_spectral", "mds"})
    assert "import math" in stubs.cut(source, {"_spectral", "mds"})


def test_cutting_twice_changes_nothing():
    assert stubs.cut(STUB) == STUB


def definitions(tree):
    """The functions and methods of a module by name."""
    found = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for owner in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        found |= {f"{owner.name}.{node.name}": node for node in owner.body if isinstance(node, ast.FunctionDef)}
    return found


def imports(tree):
    """The imports of a module, but for those of other model solutions."""
    found = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return [ast.unparse(node) for node in found if getattr(node, "module", None) not in SIBLINGS]


@pytest.mark.parametrize("path", REFERENCES, ids=NAMES)
def test_solutions_are_cut_from_the_reference(path):
    """If this fails: `viva stubs`."""
    solution = ROOT / "solutions" / path.parent.name / path.name
    assert solution.read_text(encoding="utf-8") == stubs.cut(path.read_text(encoding="utf-8"), SIBLINGS)


def test_there_is_a_solution_for_every_reference_and_no_other():
    solutions = sorted((ROOT / "solutions").glob("*/*.py"))
    assert [f"{path.parent.name}/{path.name}" for path in solutions] == NAMES
    assert {name.partition("/")[0] for name in NAMES} == set(FRAMEWORKS)


@pytest.mark.parametrize("path", REFERENCES, ids=NAMES)
def test_a_stub_has_every_public_definition_with_its_signature_and_docstring_and_fails_in_one_sentence(path):
    whole, stub = (
        ast.parse(text) for text in (path.read_text(encoding="utf-8"), stubs.cut(path.read_text(encoding="utf-8"), SIBLINGS))
    )
    wanted = {
        name: node
        for name, node in definitions(whole).items()
        if "__init__" in name or not any(p[0] == "_" for p in name.split("."))
    }
    found = definitions(stub)
    assert found.keys() == wanted.keys()
    for name, node in found.items():
        assert ast.unparse(node.args) == ast.unparse(wanted[name].args), name
        assert ast.get_docstring(node) == ast.get_docstring(wanted[name]), name
        assert ast.unparse(node.body[-1]) == f"raise NotImplementedError('{name.removesuffix('.__init__')} is yours to write')"
        assert len(node.body) == 1 + bool(ast.get_docstring(node)), name


@pytest.mark.parametrize("path", REFERENCES, ids=NAMES)
def test_a_stub_imports_what_the_reference_imports(path):
    text = path.read_text(encoding="utf-8")
    assert imports(ast.parse(stubs.cut(text, SIBLINGS))) == imports(ast.parse(text))


@pytest.mark.parametrize("path", REFERENCES, ids=NAMES)
def test_nothing_at_the_top_of_a_reference_is_lost_unseen(path):
    """What `cut` does not know it would leave out in silence, a decorator for example."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.Expr(value=ast.Constant(value=str())) | ast.Import() | ast.ImportFrom():
                pass
            case ast.Assign(targets=[ast.Name() | ast.Tuple()]):
                pass
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                assert name.startswith("_") or not node.decorator_list, name
            case _:
                pytest.fail(f"line {node.lineno} is neither an import nor a definition")


@pytest.fixture
def course(tmp_path):
    """A folder with the reference and an old solution."""
    shutil.copytree(ROOT / "reference", tmp_path / "reference", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "solutions" / "torch").mkdir(parents=True)
    (tmp_path / "solutions" / "torch" / "forgotten.py").write_text("")
    (tmp_path / "solutions" / "torch" / "schur.py").write_text("old")
    (tmp_path / "solutions" / "torch" / "README.md").write_text("kept")
    return tmp_path


def test_writing_makes_every_stub_and_removes_those_without_a_reference(course):
    assert stubs.write(course) == [course / "solutions" / "torch" / "forgotten.py"]
    written = sorted((course / "solutions").glob("*/*.py"))
    assert [f"{path.parent.name}/{path.name}" for path in written] == NAMES
    for path in written:
        assert path.read_text(encoding="utf-8") == (ROOT / "solutions" / path.parent.name / path.name).read_text(encoding="utf-8")
    assert (course / "solutions" / "torch" / "README.md").read_text() == "kept"
    assert stubs.write(course) == []
