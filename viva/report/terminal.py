"""The table at the end of a grading run."""

import io
from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from viva.grading import Outcome, Result, by_task
from viva.report.sitting import Sitting


def score_table(sitting: Sitting, results: list[Result], width: int = 120, color: bool = False) -> str:
    """One row a task: correctness, speed, points, what to fix first; and under it what staff must know."""
    table = Table(box=box.SIMPLE_HEAD, title=Text(sitting.headline), title_justify="left", show_footer=True, pad_edge=False)
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
    console.print(Text(sitting.breakdown))
    for r in results:
        if r.outcome is Outcome.EXAMINER_ERROR:
            console.print(Text(f"EXAMINER'S ERROR (not the submission's fault; no points): {r.task}, {r.name}: {r.message}"))
    reasons = Counter((r.task, r.message) for r in results if r.outcome is Outcome.NOT_GRADED)
    for (task, message), count in reasons.items():
        console.print(Text(f"not graded, counts neither for nor against: {task}, {count} question{'s' * (count > 1)}: {message}"))
    for r in results:
        if flag := r.details.get("flag"):
            console.print(Text(f"for a person to look at: {r.task}: {flag}"))
    return text.getvalue()


def _share(earned: float, possible: float) -> str:
    return f"{earned:.1f} / {possible:g}" if possible else "–"
