"""The course documents' numbers: when one counts as found again, and what a reader sees."""

import csv
import html

import pytest

from viva import cli
from viva.headlines import Headline, agrees


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (17.604, "17.61"), (17.62, "17.61"), (2.35, "2.4"), (0.9999996, "1.000000"), (0.6, "1"), (77, "77"), (5, "4 or 5"),
        (-142.7, "≥ -142.8"),
        (0.0375, "≤ 0.0375"), ("holds", "holds"), (-4950.0, "-4950.00"),
    ],
)  # fmt: skip
def test_a_number_agrees_to_one_unit_of_the_last_printed_place(value, expected):
    assert agrees(value, expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (17.63, "17.61"), (2.6, "2.4"), (76, "77"), (6, "4 or 5"),
        (78, "77"), (-142.9, "≥ -142.8"), (0.0376, "≤ 0.0375"), ("holds", "does not hold"),
        (1095, "over 1000000"), (float("nan"), "1.0"), (float("nan"), "≥ 1.0"),
    ],
)  # fmt: skip
def test_a_number_further_away_does_not(value, expected):
    assert not agrees(value, expected)


def test_a_wrong_source_is_told_from_a_wrong_answer():
    line = Headline("000", "an entry", "1.5", lambda: None, corrected="2.50")
    verdicts = [line.verdict(value) for value in (1.5, 2.5, 2.52)]
    assert verdicts == ["the same", "the source is wrong", "different"]
    assert line.shown(2.5) == "2.500"


def test_what_a_source_only_draws_is_shown_without_a_verdict():
    line = Headline("000", "a distance", "", lambda: None)
    assert (line.verdict(0.1234), line.shown(0.1234)) == ("only drawn there", "0.123")


def test_a_document_is_found_again(tmp_path, monkeypatch, capsys, framework):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIVA_DATA", raising=False)
    assert cli.main(["reproduce", "--source", "000", "--framework", framework, "--no-pictures"]) == 0
    with (tmp_path / "reproduced/reproduction.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    verdicts = {row["what"]: row["verdict"] for row in rows}
    assert verdicts["Y1 ⊥ Y2 given Z"] == "the same"
    assert verdicts["Z1 ⊥ Z4 given Y1"] == "the source is wrong"
    needing = [verdict for verdict in verdicts.values() if verdict.startswith("needs etf/daily/ECH.csv and 65 more in the folder")]
    assert len(needing) == 6
    assert "different" not in " ".join(verdicts.values())
    page = html.unescape((tmp_path / "reproduced/reproduction.html").read_text(encoding="utf-8"))
    assert all(row["what"] in page for row in rows)
    assert "reproduction.html has the figures" in capsys.readouterr().out


def test_an_unknown_document_is_named(capsys):
    assert cli.main(["reproduce", "--source", "999"]) == 2
    assert capsys.readouterr().err == "viva reproduce: there is no source 999; there are 000, 001, 002, 003, 004\n"
