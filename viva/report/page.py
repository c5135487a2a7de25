"""One self-contained HTML page that a student can read: no scripts, no files beside it."""

import jinja2

from viva.grading import Outcome, Result, by_task
from viva.report.sitting import Sitting

MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.NOT_ATTEMPTED: "○",
    Outcome.NOT_GRADED: "–",
    Outcome.EXAMINER_ERROR: "!",
}


def page(sitting: Sitting, results: list[Result]) -> str:
    """The page for one sitting; every text that came from a submission is escaped, and invisible questions show no details."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("viva", "report"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    scores = by_task(results)
    return environment.get_template("page.html.j2").render(
        sitting=sitting,
        scores=scores,
        earned=sum(s.earned for s in scores),
        possible=sum(s.possible for s in scores),
        Outcome=Outcome,
        marks=MARKS,
    )
