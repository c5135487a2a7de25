"""Whoever does no work earns nothing. (That the reference earns everything is seen by `pytest tests/tasks`.)"""

import ast
import os
import shutil
import zlib

import pytest

from viva import bridge
from viva.exam import ROOT, Exam
from viva.grading import Outcome

from .sitting import sit
from .variant import submit

TASKS = sorted(path.stem for path in (ROOT / "reference/torch").glob("[a-z]*.py"))
NAMES = ("zeros", "ones", "an_argument", "refusal")
WHOLE = os.environ.get("VIVA_EXAM") == "whole"
PROFILE = "--profile=grade" if WHOLE else "--profile=quick"
TENSOR = {"torch": "torch.Tensor", "tensorflow": "tf.Tensor"}
LIKE = {"torch": "torch.{}_like(value)", "tensorflow": "tf.{}_like(value)"}
FORM = ("test_results_have_the_", "test_edges_have_the_", "test_number_of_parameters")  # questions about nothing but form
SAME_FORM = """
def _trivial(function):
    def answer(*args, **kwargs):
        try:
            return _constant(function(*args, **kwargs))
        except ValueError:
            return {zero}
    return answer

def _constant(value):
    if isinstance(value, {tensor}):
        return {constant}
    if isinstance(value, (tuple, list)):
        return tuple(_constant(part) for part in value)
    return type(value)({number}) if isinstance(value, (bool, int, float)) else value
"""
SAME_ARGUMENT = "\ndef _trivial(function):\n    return lambda *args, **kwargs: args[-1] if args else None\n"
REFUSAL = "\ndef _trivial(function):\n    def answer(*args, **kwargs):\n        raise ValueError('{names}')\n    return answer\n"
APPLIED = """
for _name in {functions}:
    globals()[_name] = _trivial(globals()[_name])
for _owner, _name in {methods}:
    setattr(globals()[_owner], _name, _trivial(getattr(globals()[_owner], _name)))
"""


def trivial(task: str, framework: str, name: str) -> str:
    """The reference with every public function and method replaced by one that does no work."""
    source = (ROOT / "reference" / framework / f"{task}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    methods = [
        (owner.name, node.name)
        for owner in classes
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    names = " ".join(sorted({node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}))
    like = LIKE[framework].format(name)
    zero = "torch.zeros(())" if framework == "torch" else "tf.zeros(())"
    same_form = SAME_FORM.format(tensor=TENSOR[framework], constant=like, number=int(name == "ones"), zero=zero)
    body = {"zeros": same_form, "ones": same_form, "an_argument": SAME_ARGUMENT, "refusal": REFUSAL.format(names=names)}[name]
    native = "\nimport torch\n" if framework == "torch" else "\nimport tensorflow as tf\n"
    return source + native + body + APPLIED.format(functions=functions, methods=methods)


@pytest.fixture(params=[pytest.param(f, marks=pytest.mark.xdist_group(f"{f}-trivial")) for f in bridge.installed()])
def framework(request):
    """Each framework that is installed."""
    return request.param


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("task", TASKS)
def test_no_work_earns_nothing(sandboxes, variants_folder, task, framework, name):
    """Constants of the right form, an argument handed back, or an error whatever is asked: no question is earned by that."""
    if NAMES.index(name) != zlib.crc32(task.encode()) % len(NAMES) and not WHOLE:
        pytest.skip("every task meets one of the four; VIVA_EXAM=whole asks about all")
    frameworks = bridge.installed()
    if framework != frameworks[zlib.crc32(f"{task} {name}".encode()) % len(frameworks)] and not WHOLE:
        pytest.skip("asked in the other framework; VIVA_EXAM=whole asks in both")
    folder = f"{framework}/{task}/trivial_{name}"
    submit(variants_folder / folder, framework, task, trivial(task, framework, name))
    exam = Exam(variants_folder, framework, "cpu", 2, folder=folder, sandbox=sandboxes(framework), keep_sandbox=True)
    results = sit(exam, str(ROOT / "tests/tasks" / f"test_{task}.py"), PROFILE)
    assert results
    earned = [r.name for r in results.values() if r.earned and not r.name.startswith(FORM)]
    assert not earned, ", ".join(earned)


@pytest.mark.parametrize("task", TASKS)
def test_untouched_stubs_earn_nothing(sandboxes, variants_folder, task, framework):
    """Every question to a stub is not attempted."""
    folder = f"{framework}/stubs"
    shutil.copytree(ROOT / "solutions" / framework, variants_folder / folder, dirs_exist_ok=True)
    exam = Exam(variants_folder, framework, "cpu", 2, folder=folder, sandbox=sandboxes(framework), keep_sandbox=True)
    results = sit(exam, str(ROOT / "tests/tasks" / f"test_{task}.py"))
    assert results
    assert {r.outcome for r in results.values()} <= {Outcome.NOT_ATTEMPTED, Outcome.NOT_GRADED}
