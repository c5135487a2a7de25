"""The pictures of what a submission has learned."""

import numpy as np
import pytest
from PIL import Image

from viva import cli, show
from viva.exam import ROOT

REFERENCES = sorted({path.stem for path in (ROOT / "reference").glob("*/[a-z]*.py")})
DEFINITION = "def marginal_precision(precision, keep):\n    "


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """The exit status of `viva show`, where files may be written."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: cli.main(["show", *map(str, arguments)])


def test_every_model_solution_has_its_picture():
    assert not set(REFERENCES) - set(show.tasks())


@pytest.mark.parametrize("task", ["langevin", "schur"])
def test_a_picture_is_drawn(shown, tmp_path, capsys, framework, task):
    assert shown(task) == 0
    name = f"{task}-{framework}.png"
    assert capsys.readouterr().out == f"{name}\n"
    pixels = np.asarray(Image.open(tmp_path / name).convert("L"))
    assert pixels.shape == (600, 1080)
    assert 0.02 < np.mean(pixels < 250) < 0.9


def test_a_picture_goes_where_it_is_asked_for(shown, tmp_path, framework):
    assert shown("schur", "--framework", framework, "--submission", ROOT / "reference" / framework, "--out", "here.png") == 0
    assert (tmp_path / "here.png").read_bytes().startswith(b"\x89PNG")


def test_a_task_without_a_picture_is_named(shown, framework, capsys):
    assert shown("alchemy") == 2
    assert capsys.readouterr().err.startswith("viva show: there is no picture of alchemy; there are bayesian_optimization, ")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "schur: schur.py has no marginal_precision"),
        (DEFINITION + "raise KeyError('no')", "schur: KeyError: 'no'"),
        ("def f(:\n", "schur: the file could not be loaded: SyntaxError"),
        (DEFINITION + "import os; os._exit(1)", "schur: the process ended"),
        (DEFINITION + "return precision\npartial_correlations = lambda x: x[0]", "schur: its answers cannot be drawn"),
    ],
    ids=["no function", "error", "no Python", "dead", "wrong shape"],
)
def test_a_submission_that_cannot_be_shown_is_explained(shown, tmp_path, framework, capsys, source, message):
    (tmp_path / "alice").mkdir()
    (tmp_path / "alice" / "schur.py").write_text(source)
    assert shown("schur", "--framework", framework, "--submission", "alice") == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(f"viva show: {message}")
    assert not printed.out
    assert not list(tmp_path.glob("*.png"))
