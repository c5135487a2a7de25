"""The commands that a person types."""

import json
import shutil
import sys
import xml.etree.ElementTree

import hypothesis
import pytest

from viva import bridge, bubblewrap, cli, grade

QUESTIONS = """
import pytest
from viva.plugin import points, submitted

mini = submitted("mini")

@points(2)
def test_right():
    '''A right law.'''

@points(1)
def test_wrong():
    '''A wrong law.'''
    assert False, "wrong"
"""
TROUBLE = "@points(1)\ndef test_trouble():\n    {}['missing']\n"
LARGE = """
from hypothesis import given, strategies as st

@points(1)
@given(n=st.integers(0, 1000))
def test_large(n):
    assert n < 50, "too large"
"""
IMPORT = {"torch": "import torch\n", "tensorflow": "import tensorflow as tf\n"}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with one task, whose questions can be changed; `viva` takes it for its own."""
    own = hypothesis.settings.get_profile("viva")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for name in ("mini", "other"):
        sys.modules.pop(f"tests.tasks.test_{name}", None)
    (tmp_path / "tests" / "tasks").mkdir(parents=True)
    (tmp_path / "tests" / "tasks" / "test_mini.py").write_text(QUESTIONS)
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["viva.plugin"]\n')
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    (tmp_path / "alice").mkdir()
    (tmp_path / "alice" / "mini.py").write_text("def f(x):\n    return x\n")
    monkeypatch.setattr(grade, "ROOT", tmp_path)
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    hypothesis.settings.register_profile("viva", own)
    hypothesis.settings.load_profile("viva")


def viva(*arguments):
    """The exit status of a command."""
    return cli.main([str(argument) for argument in arguments])


def graded(*arguments):
    """The exit status of `viva grade alice`."""
    return viva("grade", "alice", "--framework", (bridge.installed() or ["torch"])[0], *arguments)


needs_a_framework = pytest.mark.skipif(not bridge.installed(), reason="needs PyTorch or TensorFlow")


@needs_a_framework
def test_grading_ends_well_whatever_the_score(course, capsys):
    assert graded("--out", "here") == 0
    printed = capsys.readouterr().out
    assert "mini" in printed
    assert "2.0 / 3" in printed
    assert "A wrong law." in printed
    assert "report.html" in printed
    assert json.loads((course / "here" / "results.json").read_text())["score"] == 2.0
    assert "2.0 of 3 points" in (course / "here" / "report.html").read_text()
    assert len(xml.etree.ElementTree.parse(course / "here" / "junit.xml").findall(".//testcase")) == 2


@needs_a_framework
@pytest.mark.parametrize("workers", [1, 2])
def test_junit_shows_lines_of_the_exam_only_where_it_is_at_fault(course, workers):
    (course / "tests" / "tasks" / "test_other.py").write_text(QUESTIONS.replace("mini", "other") + TROUBLE + LARGE)
    assert graded("--workers", workers, "--out", "here") == grade.COULD_NOT
    cases = xml.etree.ElementTree.parse(course / "here" / "junit.xml").iter("testcase")
    told = {case.get("name"): failure.text for case in cases for failure in case.iter("failure")}
    assert told["test_wrong"] == "wrong"
    assert told["test_large"] == "too large\nn=50"
    assert "{}['missing']" in told["test_trouble"]


@needs_a_framework
def test_any_number_of_processes_gives_the_same_grade(course):
    (course / "tests" / "tasks" / "test_other.py").write_text(QUESTIONS.replace("mini", "other"))
    (course / "alice" / "other.py").write_text("")
    scores = {}
    for workers in (1, 2):
        assert graded("--workers", workers, "--out", f"by{workers}") == 0
        tests = json.loads((course / f"by{workers}" / "results.json").read_text())["tests"]
        scores[workers] = [(test["name"], test["score"]) for test in tests]
        assert len(xml.etree.ElementTree.parse(course / f"by{workers}" / "junit.xml").findall(".//testcase")) == 4
    assert len(scores[1]) == 4
    assert scores[1] == scores[2]


@needs_a_framework
@pytest.mark.parametrize(
    ("profile", "names"), [("quick", ["right law", "wrong law"]), ("grade", ["right law", "wrong law", "long", "fast"])]
)
def test_a_quick_look_asks_neither_about_speed_nor_what_takes_long(course, capsys, profile, names):
    questions = course / "tests" / "tasks" / "test_mini.py"
    questions.write_text(QUESTIONS + "@pytest.mark.long\n@points(1)\ndef test_long():\n    pass\n")
    (questions.parent / "test_speed.py").write_text(
        QUESTIONS.partition("@points")[0] + "@pytest.mark.speed\n@points(1)\ndef test_fast():\n    pass\n"
    )
    assert graded("--profile", profile) == 0
    tests = json.loads((course / "report" / "results.json").read_text())["tests"]
    assert len(tests) == len(names)
    assert all(name in test["name"] for name, test in zip(names, tests, strict=True))
    assert ("Not asked in a quick look" in capsys.readouterr().out) == (profile == "quick")


@needs_a_framework
def test_an_error_of_the_examiner_is_no_grade(course, capsys):
    (course / "tests" / "tasks" / "test_mini.py").write_text(QUESTIONS + TROUBLE)
    assert graded() == 2
    assert "EXAMINER'S ERROR" in capsys.readouterr().out


@needs_a_framework
def test_questions_that_cannot_be_read_are_no_grade(course, capsys):
    (course / "tests" / "tasks" / "test_unreadable.py").write_text("import missing_module_of_the_exam\n")
    assert graded() == 2
    assert "missing_module_of_the_exam" in capsys.readouterr().err


@needs_a_framework
def test_an_unknown_task_is_no_grade(course, capsys):
    assert graded("--task", "alchemy") == 2
    assert "there is no such task; there are mini" in capsys.readouterr().err
    assert not (course / "report" / "results.json").exists()


@needs_a_framework
def test_a_chosen_task_is_graded_alone(course):
    (course / "tests" / "tasks" / "test_other.py").write_text(QUESTIONS.replace("mini", "other"))
    assert graded("--task", "other") == 0
    tests = json.loads((course / "report" / "results.json").read_text())["tests"]
    assert {test["tags"][0] for test in tests} == {"other"}


@needs_a_framework
def test_a_required_sandbox_that_does_not_work_is_no_grade(course, capsys, monkeypatch):
    monkeypatch.setattr(bubblewrap, "works", lambda: False)
    assert graded("--require-sandbox") == 2
    assert "--require-sandbox: bubblewrap is not installed" in capsys.readouterr().err


def test_a_missing_folder_is_no_grade(course, capsys):
    assert viva("grade", "nobody") == 2
    assert capsys.readouterr().err == "viva grade: nobody is not a folder of task files\n"


@pytest.mark.parametrize("framework", bridge.FRAMEWORKS)
def test_a_framework_that_is_not_installed_is_no_grade(course, capsys, monkeypatch, framework):
    monkeypatch.setattr(bridge, "installed", lambda: [name for name in bridge.FRAMEWORKS if name != framework])
    assert viva("grade", "alice", "--framework", framework) == 2
    assert f'{framework} is not installed here; pip install -e ".[{framework}]"' in capsys.readouterr().err


@pytest.mark.parametrize("arguments", ["", "grade", "grade alice --framework jax", "bake", "grade alice --profile x"])
def test_a_command_that_is_not_understood_is_explained(course, capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        viva(*arguments.split())
    assert ended.value.code == 2
    assert "usage: viva" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("files", "framework"),
    [
        ({"a.py": "import torch\n"}, "torch"),
        ({"a.py": "from torch.nn import Linear\n"}, "torch"),
        ({"a.py": "import tensorflow as tf\n"}, "tensorflow"),
        ({"a.py": "import keras\n"}, "tensorflow"),
        ({"a.py": "from tensorflow.keras import layers\n"}, "tensorflow"),
        ({"a.py": "def f():\n    import torch\n"}, "torch"),
        ({"a.py": "import numpy\n", "b.py": "import torch.nn.functional as F\n"}, "torch"),
        ({"a.py": "this is no Python", "b.py": "import torch\n"}, "torch"),
        ({"a.py": b"\xff\x00", "b.py": "import torch\n"}, "torch"),
        ({"torch/a.py": ""}, "torch"),
        ({"tensorflow/a.py": "", "helper.py": "import torch\n"}, "tensorflow"),
        ({"a.py": "# import tensorflow\nimport torch\nimport torchvision, kerastuner\n"}, "torch"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, dict) else x,
)
def test_the_framework_is_the_one_that_the_files_import(course, monkeypatch, files, framework):
    monkeypatch.setattr(bridge, "installed", lambda: list(bridge.FRAMEWORKS))
    assert detected(course, monkeypatch, files) == (framework, 0)


def detected(course, monkeypatch, files):
    """The framework with which grading would begin, and the exit status."""
    shutil.rmtree(course / "alice")
    for name, text in files.items():
        (course / "alice" / name).parent.mkdir(parents=True, exist_ok=True)
        (course / "alice" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    seen = [None]
    monkeypatch.setattr(grade, "grade", lambda options, framework: seen.append(framework) or 0)
    status = viva("grade", "alice")
    return seen[-1], status


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.py": "import torch\n", "b.py": "import tensorflow\n"}, "alice uses both frameworks; say --framework torch or"),
        ({"torch/a.py": "", "tensorflow/a.py": ""}, "alice uses both frameworks; say --framework torch or"),
        ({"a.py": "import numpy\n"}, "alice uses neither PyTorch nor TensorFlow; say --framework torch or"),
        ({"notes.txt": "import torch\n"}, "alice uses neither PyTorch nor TensorFlow; say --framework torch or"),
    ],
    ids=["both", "both folders", "neither", "no file"],
)
def test_a_framework_that_cannot_be_told_is_asked_for(course, capsys, monkeypatch, files, message):
    monkeypatch.setattr(bridge, "installed", lambda: list(bridge.FRAMEWORKS))
    assert detected(course, monkeypatch, files) == (None, 2)
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("framework", bridge.FRAMEWORKS)
def test_of_two_frameworks_the_installed_one_is_meant(course, monkeypatch, framework):
    monkeypatch.setattr(bridge, "installed", lambda: [framework])
    assert detected(course, monkeypatch, {"a.py": "import torch\nimport tensorflow\n"}) == (framework, 0)


def test_stubs_are_cut_for_the_course(course, capsys):
    (course / "reference" / "torch").mkdir(parents=True)
    (course / "reference" / "torch" / "mini.py").write_text("def f(x):\n    return x\n")
    (course / "solutions" / "torch").mkdir(parents=True)
    (course / "solutions" / "torch" / "old.py").write_text("")
    assert viva("stubs") == 0
    assert capsys.readouterr().out == f"removed {course / 'solutions' / 'torch' / 'old.py'}: it has no reference any more\n"
    assert (course / "solutions" / "torch" / "mini.py").read_text().endswith('raise NotImplementedError("f is yours to write")\n')


def test_the_comparison_is_asked_for_with_its_options(course, monkeypatch):
    from viva import compare

    asked = []
    monkeypatch.setattr(compare, "compare", lambda *arguments: asked.append(arguments) or 0)
    assert viva("compare", "--task", "pca", "--task", "schur", "--out", "there") == 0
    assert [str(part) for part in asked[0]] == [str(course), "['pca', 'schur']", "cpu", "there", "False"]


def test_the_command_explains_itself(capsys):
    with pytest.raises(SystemExit) as ended:
        viva("--help")
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for command in ("grade", "compare", "stubs"):
        assert command in shown
