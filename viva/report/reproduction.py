"""What `viva reproduce` found, as a table for the terminal and as a page with pictures."""

import base64
import io
from collections.abc import Mapping, Sequence

import jinja2
from rich import box
from rich.console import Console
from rich.table import Table

COLUMNS = ("source", "what", "expected", "right", "torch", "tensorflow", "verdict")
HEADINGS = ("source", "what", "expected", "right", "PyTorch", "TensorFlow", "verdict")


def reproduction_table(rows: Sequence[Mapping[str, str]], width: int = 180) -> str:
    """A row a headline."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown = [name for name in COLUMNS if any(row[name] for row in rows)]  # one framework may not have been asked
    for name, heading in zip(COLUMNS, HEADINGS, strict=True):
        if name in shown:
            table.add_column(heading, overflow="fold", min_width=52 if name == "what" else None)
    for row in rows:
        table.add_row(*(row[name] for name in shown))
    text = io.StringIO()
    Console(file=text, width=width).print(table)
    return text.getvalue()


def reproduction_page(rows: Sequence[Mapping[str, str]], pictures: Mapping[str, bytes]) -> str:
    """One self-contained HTML page."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("viva", "report"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    encoded = {task: base64.b64encode(picture).decode() for task, picture in pictures.items()}
    return environment.get_template("reproduction.html.j2").render(rows=rows, columns=COLUMNS, headings=HEADINGS, pictures=encoded)
