"""The table at the end of a grading run."""

import io

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from viva.grading import Outcome, Result, by_task
from viva.report.sitting import Sitting


def score_table(sitting: Sitting, results: list[Result], width: int = 120, color: bool = False) -> str:
    """One row a task: correctness, speed, points, what to fix first; and under it what staff must know."""
    table = Table(box=box.SIMPLE_HEAD, title=sitting.headline, title_justify="left", show_footer=True, pad_edge=False)
    scores = by_task(results)
    earned, possible = sum(s.earned for s in scores), sum(s.possible for s in scores)
    table.add_column("task", "total", no_wrap=True)
    for kind in ("correctness", "speed"):
        table.add_column(kind, _share(*(sum(s.share(kind)[i] for s in scores) for i in (0, 1))), justify="right", no_wrap=True)
    table.add_column("points", f"{earned:.1f} / {possible:g}", justify="right", no_wrap=True)
    table.add_column("fix first")
    for score in scores:
        style = "green" if score.earned == score.possible else "red" if score.earned == 0 else "yellow"
        points = Text(f"{score.earned:.1f} / {score.possible:g}", style=style)
        table.add_row(score.task, _share(*score.share("correctness")), _share(*score.share("speed")), points, Text(score.advice))
    text = io.StringIO()
    console = Console(file=text, width=width, force_terminal=color, color_system="standard" if color else None)
    console.print(table)
    for outcome, note in NOTES.items():
        for r in results:
            if r.outcome is outcome:
                console.print(Text(f"{note}: {r.task}, {r.name}: {r.message}"))
    for r in results:
        if flag := r.details.get("flag"):
            console.print(Text(f"for a person to look at: {r.task}: {flag}"))
    return text.getvalue()


NOTES = {
    Outcome.EXAMINER_ERROR: "EXAMINER'S ERROR (not the submission's fault; the points are not given)",
    Outcome.NOT_GRADED: "not graded",
}


def _share(earned: float, possible: float) -> str:
    return f"{earned:.1f} / {possible:g}" if possible else "–"
