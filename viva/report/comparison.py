"""The comparison of the two frameworks as a page with plots and as a table for the terminal."""

import io
import platform
from collections.abc import Sequence
from typing import Any

import jinja2
from matplotlib.ticker import LogLocator
from rich import box
from rich.console import Console
from rich.table import Table

from viva.measurements import Comparison, Pair, Row
from viva.report.figures import canvas, encoded

NAMES = {"torch": "PyTorch", "tensorflow": "TensorFlow"}
COLORS = {"torch": "#d1495b", "tensorflow": "#1d6fa5"}
RATIOS = ("TensorFlow : PyTorch", "both eager", "both compiled")
LINES = {"eager": "-", "compile": "--", "function": "--", "xla": ":"}


def comparison_table(rows: Sequence[Row], found: Sequence[Comparison], width: int = 160) -> str:
    """Who is faster by how much, a row a task."""
    table = Table(box=box.SIMPLE_HEAD, title=circumstances(rows), title_justify="left", pad_edge=False)
    for heading in ("task", "faster", *RATIOS, "PyTorch in", "of ceiling", "TensorFlow in", "of ceiling"):
        table.add_column(heading, justify="right" if heading in (*RATIOS, "of ceiling") else "left", no_wrap=True)
    for one in found:
        sides = [text for row in (one.fastest.torch, one.fastest.tensorflow) for text in (f"{_time(row)} {row.mode}", _share(row))]
        table.add_row(one.task, one.fastest.winner, *(_ratio(pair) for pair in (one.fastest, one.eager, one.compiled)), *sides)
    text = io.StringIO()
    Console(file=text, width=width).print(table)
    return text.getvalue()


def comparison_page(rows: Sequence[Row], found: Sequence[Comparison]) -> str:
    """One self-contained HTML page with a plot a task."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("viva", "report"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    summary = [
        {
            "task": one.task,
            "winner": one.fastest.winner,
            "ratios": [_ratio(pair) for pair in (one.fastest, one.eager, one.compiled)],
            "sides": [{"text": _side(row), "share": _share(row)} for row in (one.fastest.torch, one.fastest.tensorflow)],
        }
        for one in found
    ]
    tasks = {task: [row for row in rows if row.task == task] for task in dict.fromkeys(row.task for row in rows)}
    figures = [_figure(task, its_rows) for task, its_rows in tasks.items() if len({row.size for row in its_rows}) > 1]
    return environment.get_template("comparison.html.j2").render(
        rows=rows, summary=summary, overview=_overview(found), figures=figures, circumstances=circumstances(rows), rate=rate
    )


def circumstances(rows: Sequence[Row]) -> str:
    """Where it was measured."""
    return f"{rows[0].device} · {platform.machine()} · {rows[0].threads} threads · Python {platform.python_version()}"


def rate(row: Row) -> str:
    """Units a second, three digits of them."""
    return f"{float(f'{row.items_per_second:.3g}'):,.10g}"


def _time(row: Row) -> str:
    return f"{1000 * row.median_seconds:.3g} ms"


def _side(row: Row) -> str:
    return f"{rate(row)} {row.unit}/s, {row.mode}"


def _share(row: Row) -> str:
    return f"{100 * row.fraction_of_ceiling:.0f} %"


def _ratio(pair: Pair | None) -> str:
    return "–" if pair is None else f"{pair.ratio:.2f} ({pair.low:.2f}–{pair.high:.2f})"


def _overview(found: Sequence[Comparison]) -> str:
    """Ratios with their intervals, a line a task, sorted."""
    figure, axes = canvas(7, 1 + 0.22 * len(found))
    pairs = sorted((one.fastest for one in found), key=lambda pair: pair.ratio)
    for line, pair in enumerate(pairs):
        color = {"PyTorch": COLORS["torch"], "TensorFlow": COLORS["tensorflow"]}.get(pair.winner, "#8a8f98")
        axes.plot([pair.low, pair.high], [line, line], color=color, linewidth=3)
        axes.plot(pair.ratio, line, "o", color=color)
    axes.axvline(1, color="#8a8f98", linewidth=1)
    axes.set(xscale="log", yticks=range(len(pairs)), xlabel="← TensorFlow is faster · its time by PyTorch's · PyTorch is faster →")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("")
    axes.set_yticklabels([pair.torch.task for pair in pairs], fontsize="small")
    axes.grid(alpha=0.3, axis="x", which="both")
    return encoded(figure)


def _figure(task: str, rows: list[Row]) -> dict[str, Any]:
    """Throughput against size, a line for each framework and mode."""
    figure, axes = canvas(7, 3.6)
    for framework, mode in dict.fromkeys((row.framework, row.mode) for row in rows):
        line = sorted((row for row in rows if (row.framework, row.mode) == (framework, mode)), key=lambda row: row.size)
        axes.plot(
            [row.size for row in line],
            [row.items_per_second for row in line],
            LINES[mode],
            color=COLORS[framework],
            marker="o",
            label=f"{NAMES[framework]}, {mode}",
        )
    axes.set(xscale="log", yscale="log", xlabel="size", ylabel=f"{rows[0].unit} per second")
    axes.grid(alpha=0.3, which="both")
    axes.legend(fontsize="small")
    text = f"Throughput of {task}.{rows[0].function} against size, for each framework and mode."
    return {"task": task, "png": encoded(figure), "text": text}
