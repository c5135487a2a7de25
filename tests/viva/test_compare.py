"""The comparison of the frameworks, from made-up measurements."""

import csv
import itertools
import json
import re

import numpy as np
import pytest

from viva import compare
from viva.compare import Run, comparisons
from viva.exam import ROOT
from viva.measurements import Pair, Row
from viva.report.comparison import comparison_page, comparison_table
from viva.workload import batch_size, load, tasks


def row(framework="torch", median=1.0, mode="eager", size=100, task="pca", **changes):
    """One measurement, with a tenth of noise around its median."""
    times = tuple(median * np.exp(0.1 * np.linspace(-1, 1, 15)))
    fields = {
        "task": task, "function": "fit", "framework": framework, "mode": mode, "size": size, "device": "cpu", "threads": 2,
        "unit": "samples", "median_seconds": median, "rounds": 15, "items_per_second": size / median, "operations": 1e6,
        "bytes": 8e6, "fraction_of_ceiling": 0.125, "ceiling_operations_per_second": 1e9, "ceiling_bytes_per_second": 1e10,
        "first_call_seconds": 2.5, "times": times,
    }  # fmt: skip
    return Row(**{**fields, **changes})


def compared(*rows):
    return list(comparisons(list(rows)))


@pytest.mark.parametrize(
    ("torch", "tensorflow", "winner"),
    [(1.0, 3.0, "PyTorch"), (3.0, 1.0, "TensorFlow"), (1.0, 1.0, "neither"), (1.0, 1.01, "neither")],
)
def test_the_winner_is_the_faster_one_where_the_interval_leaves_no_doubt(torch, tensorflow, winner):
    (one,) = compared(row("torch", torch), row("tensorflow", tensorflow))
    pair = one.fastest
    assert pair.winner == winner
    assert pair.ratio == pytest.approx(tensorflow / torch)
    assert pair.low <= pair.ratio <= pair.high


def test_an_interval_that_contains_one_has_no_winner():
    one = row()
    assert [Pair(one, one, low, 1.0, high).winner for low, high in ((0.9, 1.1), (1.01, 1.2), (0.8, 0.99))] == [
        "neither",
        "PyTorch",
        "TensorFlow",
    ]


def test_each_framework_runs_in_its_fastest_mode_at_the_largest_size_that_both_share():
    (one,) = compared(
        row("torch", 0.1, size=10),
        row("torch", 1.0, size=100),
        row("torch", 0.5, size=100, mode="compile"),
        row("torch", 0.01, size=1000),
        row("tensorflow", 2.0, size=100),
        row("tensorflow", 0.9, size=100, mode="xla"),
        row("tensorflow", 0.1, size=10, mode="function"),
    )
    assert (one.fastest.torch.mode, one.fastest.torch.size) == ("compile", 100)
    assert (one.fastest.tensorflow.mode, one.fastest.tensorflow.size) == ("xla", 100)
    assert [pair.ratio for pair in (one.fastest, one.eager, one.compiled)] == pytest.approx([1.8, 2.0, 1.8])


def test_a_mode_that_one_of_them_lacks_has_no_ratio():
    (one,) = compared(row("torch"), row("tensorflow", 2.0), row("tensorflow", 1.5, mode="function"))
    assert one.compiled is None
    assert (one.fastest.ratio, one.eager.ratio) == pytest.approx((1.5, 2.0))


def test_tasks_are_compared_one_by_one_and_only_where_both_frameworks_ran():
    found = compared(
        row("torch", task="schur"),
        row("torch", task="pca"),
        row("tensorflow", task="schur"),
        row("torch", task="gaussian", size=10),
        row("tensorflow", task="gaussian", size=20),
        row("tensorflow", task="langevin"),
    )
    assert [one.task for one in found] == ["schur"]
    assert found[0].fastest.tensorflow.task == "schur"


def test_a_comparison_gives_the_same_figures_again():
    rows = (row("torch", 1.0), row("tensorflow", 1.3))
    assert compared(*rows) == compared(*rows)


def entry(row):
    """The same measurement as pytest-benchmark writes it."""
    names = set(Row.__dataclass_fields__) - {"times", "rounds", "median_seconds"}
    return {"stats": {"data": list(row.times)}, "extra_info": {**{name: getattr(row, name) for name in names}, "more": 1}}


def test_a_measurement_is_read_as_it_was_written():
    one = row(median=2.0)
    again = compare._row(entry(one))
    assert again.times == one.times
    assert again.median_seconds == pytest.approx(2.0)
    assert again.rounds == 15
    assert (again.task, again.unit, again.fraction_of_ceiling) == (one.task, one.unit, one.fraction_of_ceiling)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with two benchmarks, whose measurements are made up."""
    (tmp_path / "benchmarks").mkdir()
    for task in ("pca", "schur"):
        (tmp_path / "benchmarks" / f"bench_{task}.py").write_text("")
    asked = []

    def measure(root, run):
        asked.append((run.task, run.framework, run.device))
        return [entry(row(run.framework, {"torch": 1.0, "tensorflow": 2.0}[run.framework], task=run.task))]

    monkeypatch.setattr(compare, "_measure", measure)
    monkeypatch.setattr(compare.bridge, "installed", lambda: ["torch", "tensorflow"])
    return tmp_path, asked


def test_a_comparison_writes_csv_json_and_html_and_prints_the_table(course, capsys):
    root, asked = course
    assert compare.compare(root, [], "cpu", root / "out") == 0
    assert asked == [(task, framework, "cpu") for task in ("pca", "schur") for framework in ("torch", "tensorflow")]
    with (root / "out" / "comparison.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(line["task"], line["framework"], float(line["items_per_second"])) for line in lines] == [
        ("pca", "torch", 100.0), ("pca", "tensorflow", 50.0), ("schur", "torch", 100.0), ("schur", "tensorflow", 50.0),
    ]  # fmt: skip
    assert set(lines[0]) == set(Row.__dataclass_fields__) - {"times"}
    assert len(json.loads((root / "out" / "benchmarks.json").read_text(encoding="utf-8"))) == 4
    assert "<h2" in (root / "out" / "comparison.html").read_text(encoding="utf-8")
    printed = capsys.readouterr().out
    assert re.search(r"pca +PyTorch +2\.00 \(\d\.\d\d–\d\.\d\d\) +2\.00 \(.*\) +– +1e\+03 ms eager +12 %", printed)


def test_chosen_tasks_alone_are_measured(course):
    root, asked = course
    assert compare.compare(root, ["schur"], "cpu", root / "out") == 0
    assert {task for task, *_ in asked} == {"schur"}


def test_what_has_been_measured_is_not_measured_again(course, capsys):
    root, asked = course
    assert compare.compare(root, ["schur"], "cpu", root / "out") == 0
    assert compare.compare(root, [], "cpu", root / "out") == 0
    assert [task for task, *_ in asked] == ["schur", "schur", "pca", "pca"]
    assert "2 of 4 runs are in" in capsys.readouterr().err
    assert compare.compare(root, ["schur"], "cpu", root / "out", full=True) == 0
    assert len(asked) == 6


def test_only_the_graded_size_is_measured_unless_all_are_asked_for():
    few, all_of_them = (compare._questions(ROOT, Run("pca", "tensorflow", "cpu", full)) for full in (False, True))
    assert [name.partition("::")[2] for name in few] == ["test_throughput[cpu-eager-600]", "test_throughput[cpu-function-600]"]
    assert len(all_of_them) == 6


def test_on_a_gpu_a_size_that_fills_it_is_measured_too():
    asked = compare._questions(ROOT, Run("pca", "torch", "cuda", False))
    assert [name.partition("::")[2] for name in asked if "eager" in name] == [
        "test_throughput[cuda-eager-600]",
        "test_throughput[cuda-eager-60000]",
    ]


@pytest.mark.parametrize("task", tasks(ROOT / "benchmarks"))
def test_every_task_has_a_size_that_fills_a_gpu(task):
    work = load(task, ROOT / "benchmarks")
    assert work.sizes_on("cpu", full=True) == sorted({*work.sizes, work.graded_size})
    assert max(work.sizes_on("cuda", full=False)) > max(work.sizes_on("cpu", full=True))


def test_a_batch_grows_with_what_is_to_fill_a_gpu():
    assert [batch_size(n, 128) for n in (100, 16384, 65536)] == [128, 128, 4096]


def test_an_unknown_task_is_refused_before_anything_is_measured(course, capsys):
    root, asked = course
    assert compare.compare(root, ["schur", "alchemy"], "cpu", root / "out") == 2
    assert "there is no task alchemy; there are pca, schur" in capsys.readouterr().err
    assert asked == []
    assert not (root / "out").exists()


def test_one_framework_is_no_comparison(course, capsys, monkeypatch):
    monkeypatch.setattr(compare.bridge, "installed", lambda: ["torch"])
    assert compare.compare(course[0], [], "cpu", course[0] / "out") == 2
    assert "both PyTorch and TensorFlow must be installed" in capsys.readouterr().err


def test_where_nothing_could_be_measured_it_says_so(course, capsys, monkeypatch):
    monkeypatch.setattr(compare, "_measure", lambda *arguments: [])
    assert compare.compare(course[0], [], "cuda", course[0] / "out") == 2
    assert "nothing could be measured on cuda" in capsys.readouterr().err


MODES = [("torch", "eager"), ("torch", "compile"), ("tensorflow", "eager"), ("tensorflow", "function"), ("tensorflow", "xla")]


def test_the_page_stands_alone_and_has_a_plot_a_task():
    every = itertools.product(MODES, (10, 100), ("pca", "schur"))
    rows = [row(framework, 1.0, mode, size, task) for (framework, mode), size, task in every]
    html = comparison_page(rows, compared(*rows))
    assert html.count("data:image/png;base64,") == 3
    assert "<script" not in html
    assert not re.search(r"(src|href)=\"(?!data:image/png|#)", html)
    assert "url(" not in html
    assert html.count("<tr") == 2 + 2 + len(rows)
    for label in ("Throughput of pca.fit against size", "Throughput of schur.fit against size"):
        assert label in html


def test_the_page_escapes_what_it_shows():
    rows = [row("torch", unit="<b>&"), row("tensorflow", unit="<b>&")]
    html = comparison_page(rows, compared(*rows))
    assert "<b>" not in html
    assert "&lt;b&gt;&amp;" in html


def test_the_table_says_where_it_was_measured():
    rows = [row("torch"), row("tensorflow", 3.0)]
    table = comparison_table(rows, compared(*rows))
    assert re.match(r"cpu · \w+ · 2 threads.* · Python 3\.\d+", table)
    assert re.search(r"pca +PyTorch +3\.00 ", table)
