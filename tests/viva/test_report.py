"""What a person reads after an exam: results.json, the page and the table."""

import base64
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from viva.exam import Spent
from viva.grading import Outcome, Result
from viva.report import Sitting, score_table, write_reports
from viva.report.figures import graph
from viva.report.gradescope import gradescope
from viva.report.page import page
from viva.sandbox import LIMITS_ONLY

SITTING = Sitting("alice", "torch", "PyTorch 2.13", "cpu", "bubblewrap", "grade")
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
VISIBLE = ("visibility", "stdout_visibility")
FORMATS = {"text", "html", "simple_format", "md", "ansi"}


def result(law="A law holds.", points=2.0, earned=0.0, outcome=Outcome.FAILED, task="schur", **fields):
    """One question's result."""
    return Result(task, law.split()[0], law, points, outcome=outcome, earned=earned, **fields)


PASSED = result("Passed law.", 2.0, 2.0, Outcome.PASSED)
SHOWN = {"message": "off by 3", "counterexample": "n=7", "expected": "[1.]", "actual": "[4.]", "place": "schur.py, line 2: x"}
FAILED = result("Failed law.", 3.0, **SHOWN)
STUB = result("Stub law.", 1.0, outcome=Outcome.NOT_ATTEMPTED, message="f is yours to write", task="pca")
SLOW = result("Speed law.", 10.0, 4.0, message="it took 3.00 times as long", kind="speed")
NOISY = result("Noisy law.", 4.0, outcome=Outcome.NOT_GRADED, message="the machine is too noisy", kind="speed")
HIDDEN = result("Hidden law.", 1.0, message="hidden message", counterexample="hidden input", visible=False)
TROUBLE = result("Trouble law.", 1.0, outcome=Outcome.EXAMINER_ERROR, message="SandboxError: no room")
ALL = [PASSED, FAILED, STUB, SLOW, NOISY, HIDDEN, TROUBLE]

# results.json


def test_the_file_has_what_gradescope_reads_in_the_types_that_it_reads():
    data = gradescope(SITTING, ALL)
    assert type(data["score"]) is float
    assert type(data["execution_time"]) is float
    assert type(data["output"]) is str
    assert data["output_format"] in FORMATS
    assert {data[key] for key in VISIBLE} <= VISIBILITIES
    assert data["stdout_visibility"] == "hidden"
    assert type(data["extra_data"]) is dict
    assert set(data) <= {"score", "execution_time", "output", "output_format", "extra_data", "tests", *VISIBLE}


@pytest.mark.parametrize("number", range(len(ALL)))
def test_every_question_is_a_test_in_the_types_that_gradescope_reads(number):
    test = gradescope(SITTING, ALL)["tests"][number]
    assert test["number"] == str(number + 1)
    for key in ("name", "output", "output_format", "visibility"):
        assert type(test[key]) is str
    assert test["output_format"] in FORMATS
    assert test["visibility"] in VISIBILITIES
    assert all(type(tag) is str for tag in test["tags"])
    assert "\r" not in test["output"]
    if "score" in test:
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
    assert set(test) <= {"name", "number", "output", "output_format", "tags", "visibility", "score", "max_score", "status"}


@pytest.mark.parametrize("one", [PASSED, FAILED, STUB, SLOW, TROUBLE], ids=lambda one: one.name)
def test_a_question_is_passed_or_failed_with_its_points(one):
    (test,) = gradescope(SITTING, [one])["tests"]
    status = "passed" if one is PASSED else "failed"
    assert (test["status"], test["score"], test["max_score"]) == (status, one.earned, one.points)


def test_a_question_that_was_not_graded_is_for_information_only():
    (test,) = gradescope(SITTING, [NOISY])["tests"]
    assert not {"score", "max_score", "status"} & test.keys()
    assert test["output"] == "not graded: the machine is too noisy"


@pytest.mark.parametrize(
    ("results", "score"),
    [
        ([PASSED, FAILED], 2.0),
        ([PASSED, SLOW], 6.0),
        ([PASSED, FAILED, result(points=5.0, outcome=Outcome.NOT_GRADED)], 4.0),
        ([PASSED, NOISY], 6.0),
        ([FAILED, NOISY], 0.0),
        ([NOISY], 0.0),
        ([result(points=3.0, earned=1.0), result(points=1.0, outcome=Outcome.NOT_GRADED)], 1.3333),
    ],
)
def test_the_total_is_out_of_all_points_whatever_was_not_graded(results, score):
    assert gradescope(SITTING, results)["score"] == score


def test_hidden_questions_are_shown_once_grades_are_published():
    tests = gradescope(SITTING, [PASSED, HIDDEN])["tests"]
    assert [test["visibility"] for test in tests] == ["visible", "after_published"]


def test_a_failed_question_explains_itself_in_text():
    (test,) = gradescope(SITTING, [FAILED])["tests"]
    assert test["output"] == (
        "failed: off by 3\nsmallest input that shows it:\nn=7\nexpected:\n[1.]\nactual:\n[4.]\nin your file:\nschur.py, line 2: x"
    )
    assert test["name"] == "schur: Failed law."
    assert test["tags"] == ["schur", "correctness"]


def test_every_report_says_how_well_the_submission_was_shut_in():
    open_sitting = Sitting("alice", "torch", "", "cpu", LIMITS_ONLY, "grade")
    assert LIMITS_ONLY in gradescope(open_sitting, ALL)["output"]
    assert gradescope(open_sitting, ALL)["extra_data"]["isolation"] == LIMITS_ONLY
    assert LIMITS_ONLY in " ".join(score_table(open_sitting, ALL).split())
    assert f"ran without a sandbox: {LIMITS_ONLY}" in page(open_sitting, ALL)
    assert "ran without a sandbox" not in page(SITTING, ALL)


def test_the_shares_of_the_time_add_up():
    sitting = replace(SITTING, spent=Spent(wall=200.0, framework=10.0, submission=120.0, reference=30.0))
    assert sitting.breakdown == (
        "200 seconds of examining: 60 % the submission, 15 % the model solution, 5 % importing the framework, 20 % the examiner"
    )


# The files


def test_the_written_file_is_strict_json(tmp_path):
    write_reports(tmp_path, SITTING, ALL)

    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    text = (tmp_path / "results.json").read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=refuse) == gradescope(SITTING, ALL)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_score_that_is_no_number_is_never_written(tmp_path, bad):
    write_reports(tmp_path, SITTING, [PASSED])
    before = (tmp_path / "results.json").read_text()
    with pytest.raises(ValueError, match="JSON"):
        write_reports(tmp_path, SITTING, [result(earned=bad)])
    assert (tmp_path / "results.json").read_text() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "results.json"]


def test_whoever_reads_while_a_report_is_written_reads_the_old_or_the_new_one(tmp_path):
    write_reports(tmp_path / "out", SITTING, [PASSED])
    names = ("results.json", "report.html")
    readers = {name: (tmp_path / "out" / name).open(encoding="utf-8") for name in names}
    old = {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in names}
    write_reports(tmp_path / "out", SITTING, ALL * 50)
    for name, reader in readers.items():
        with reader:
            assert reader.read() == old[name], f"{name} was changed in place"
        assert (tmp_path / "out" / name).read_text(encoding="utf-8") != old[name]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(names)


def test_the_reports_can_be_read_by_other_users(tmp_path):
    write_reports(tmp_path, SITTING, ALL)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}


# The page


class Texts(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.texts = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href", "action", "data", "srcset")]

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_shows_law_counterexample_both_values_and_the_place():
    texts = Texts(page(SITTING, [FAILED])).texts
    for text in ("Failed law.", "failed: off by 3", "n=7", "[1.]", "[4.]", "schur.py, line 2: x"):
        assert text in texts


def test_the_page_says_once_what_is_not_written_yet_and_lists_what_would_be_asked_about_it():
    other = replace(STUB, law="Other law.", points=2.0)
    hidden = replace(STUB, law="Hidden law.", visible=False)
    html = page(SITTING, [STUB, other, replace(other, message="g is yours to write"), hidden])
    texts = Texts(html).texts
    assert [text.strip() for text in texts].count("f is yours to write") == 2  # what to fix first, and the card
    assert html.count("<details>") == 2
    assert {"2 questions not attempted", "1 question not attempted", "0 / 3", "0 / 2", "Stub law.", "Other law."} <= set(texts)
    assert texts.count("Hidden law.") == 1


def test_the_page_names_every_task_and_its_points():
    html = page(SITTING, ALL)
    assert "<h1>6.0 of 18 points</h1>" in html
    assert re.search(r'id="schur">schur <span class="soft">6\.0 / 17', html)
    assert re.search(r'id="pca">pca <span class="soft">0\.0 / 1', html)
    assert SITTING.headline in Texts(html).texts


def test_the_page_needs_no_network_and_no_script():
    found = Texts(page(SITTING, ALL))
    assert not {"script", "link", "iframe", "img", "object", "embed", "form", "base"} & set(found.tags)
    assert {link[0] for link in found.links} == {"#"}
    assert not re.search(r"https?:|url\(|@import|javascript:|\bon\w+=", page(SITTING, ALL))


EVIL = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7 * 7 }}{% raw %}"


@pytest.mark.parametrize("field", ["message", "counterexample", "expected", "actual", "place", "law"])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_markup_of_a_submission_stays_text(field, outcome):
    one = changed(result(outcome=outcome, points=1.0), field, EVIL)
    html = page(Sitting(EVIL, "torch", EVIL, "cpu", "bubblewrap", "grade"), [one])
    found = Texts(html)
    assert set(found.tags) == set(Texts(page(SITTING, [changed(one, field, "plain")])).tags)
    assert not {"script", "img"} & set(found.tags)
    if outcome is Outcome.FAILED:
        assert EVIL in "\n".join(found.texts[found.texts.index("Fix first") :])


def changed(one, field, text):
    """The same result with an honest text."""
    return replace(one, **{field: text})


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
def test_the_page_shows_the_picture_of_an_answer(outcome):
    details = {"figure": graph(["a", "b", "c"], np.array([[1, -0.5, 0], [-0.5, 1, 0], [0, 0, 1]])), "caption": "A <graph>."}
    text = page(SITTING, [result("Drawn law.", outcome=outcome, details=details)])
    (source,) = re.findall(r'<img src="data:image/png;base64,([^"]*)"', text)
    assert source == details["figure"]
    assert Image.open(io.BytesIO(base64.b64decode(source))).format == "PNG"
    assert "A &lt;graph&gt;." in text


def test_a_hidden_question_shows_no_picture():
    hidden = replace(HIDDEN, details={"figure": "AAAA", "caption": "secret"})
    assert not {"AAAA", "secret"} & set(re.split(r"\W+", page(SITTING, [hidden])))


def test_a_hidden_question_shows_its_law_and_points_only():
    html = page(SITTING, [HIDDEN])
    assert "Hidden law." in html
    assert "hidden message" not in html
    assert "hidden input" not in html


# The table


def test_the_table_has_a_row_a_task_and_a_total():
    lines = [" ".join(line.split()) for line in score_table(SITTING, [PASSED, FAILED, SLOW, STUB]).splitlines() if "/" in line]
    assert lines == [
        "schur 2.0 / 5 4.0 / 10 6.0 / 15 Speed law.",
        "pca 0.0 / 1 – 0.0 / 1 f is yours to write",
        "total 2.0 / 6 4.0 / 10 6.0 / 16",
    ]


def test_the_table_tells_staff_of_errors_of_the_exam_of_what_was_not_graded_and_of_flags():
    flagged = result(task="pca", details={"flag": "it used 4.0 cores where one was allowed"})
    table = score_table(SITTING, [TROUBLE, NOISY, flagged], width=200)
    assert re.search("EXAMINER'S ERROR .*: schur, Trouble: SandboxError: no room", table)
    assert re.search("not graded.*: schur.*: the machine is too noisy", table)
    assert "for a person to look at: pca: it used 4.0 cores where one was allowed" in table


@pytest.mark.parametrize("text", ["[red]alice[/red]", "[/b]", "[link=http://x]y"])
def test_square_brackets_are_no_markup_in_the_table(text):
    table = score_table(Sitting(text, "torch", "", "cpu", "bubblewrap", "grade"), [result(message=text, place="f.py, line 1: x")])
    assert table.count(text) == 2


def test_the_table_has_colors_only_where_they_are_wanted():
    assert "\x1b[" not in score_table(SITTING, ALL)
    assert "\x1b[" in score_table(SITTING, ALL, color=True)
