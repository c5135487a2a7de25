"""The commands that a person types. Each is thin: grading is a pytest run, comparing is two benchmark runs."""

import argparse
import ast
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from viva import bridge, stubs
from viva.exam import ROOT
from viva.plugin import PROFILES

COULD_NOT = 2
MOST_WORKERS = 4  # each keeps a framework in memory


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0, or 2 where it could not do what it was asked."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except CannotError as error:
        print(f"viva {options.command}: {error}", file=sys.stderr)  # noqa: T201
        return COULD_NOT


class CannotError(Exception):
    """The command cannot do what it was asked; the message says why and what to do."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="viva", description="An oral exam for machine-learning code.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    grade = commands.add_parser(
        "grade", help="grade one submission", description="Grade one submission; exit 0 whatever the score."
    )
    grade.set_defaults(run=_grade)
    grade.add_argument("submission", type=Path, help="folder of task files: schur.py, pca.py, …")
    grade.add_argument("--framework", choices=bridge.FRAMEWORKS, help="default: the one that the files import")
    grade.add_argument("--task", action="append", default=[], help="only this task; may be repeated")
    grade.add_argument("--out", type=Path, default=Path("report"), help="folder for the reports (default: report)")
    grade.add_argument(
        "--profile",
        choices=PROFILES,
        default="grade",
        help="how many inputs a law is tried on; quick also leaves out speed and what takes long",
    )
    grade.add_argument("--grading-seed", type=int, default=0, help="every random draw follows from it; keep it secret")
    grade.add_argument("--device", choices=["cpu", "cuda", "auto"], default="cpu")
    grade.add_argument("--workers", type=int, default=_cores(), help="processes that ask (default: %(default)s, a core each)")
    grade.add_argument("--correctness-only", action="store_true", help="no speed questions")
    grade.add_argument("--require-sandbox", action="store_true", help="refuse to grade without bubblewrap")

    compare = commands.add_parser("compare", help="PyTorch against TensorFlow: table, plots, CSV")
    compare.set_defaults(run=_compare)
    compare.add_argument("--task", action="append", default=[], help="only this task; may be repeated")
    compare.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    compare.add_argument("--full", action="store_true", help="every size, not only the graded one")
    compare.add_argument("--out", type=Path, default=Path("comparison"), help="folder for CSV, JSON and HTML (default: comparison)")

    show = commands.add_parser("show", help="draw what a solution of a task has learned")
    show.set_defaults(run=_show)
    show.add_argument("task", metavar="TASK")
    show.add_argument("--framework", choices=bridge.FRAMEWORKS, help="default: that of the submission, else the installed one")
    show.add_argument("--submission", type=Path, help="folder of task files (default: the model solutions)")
    show.add_argument("--out", type=Path, metavar="FILE.png", help="default: TASK-FRAMEWORK.png")

    again = commands.add_parser("reproduce", help="find the numbers of the course documents again")
    again.set_defaults(run=_reproduce)
    again.add_argument("--source", action="append", default=[], help="only this document, such as 001; may be repeated")
    again.add_argument("--framework", choices=bridge.FRAMEWORKS, help="default: all that are installed")
    again.add_argument("--full", action="store_true", help="also what takes minutes: 25 epochs of all of MNIST")
    again.add_argument("--no-pictures", action="store_true")
    again.add_argument("--out", type=Path, default=Path("reproduced"), help="folder for CSV and HTML (default: reproduced)")

    cut = commands.add_parser("stubs", help="cut solutions/ from reference/")
    cut.set_defaults(run=_stubs)
    return parser


def _cores() -> int:
    return min(psutil.cpu_count(logical=False) or 1, MOST_WORKERS)


def _grade(options: argparse.Namespace) -> int:
    from viva.grade import grade  # pytest and its plugins are needed by this command alone

    return grade(options, _installed_framework(options.submission, options.framework))


def _installed_framework(submission: Path, chosen: str | None) -> str:
    """The framework in which to run a submission. Raises: CannotError where there is no submission or no such framework."""
    if not submission.is_dir():
        raise CannotError(f"{submission} is not a folder of task files")
    framework = chosen or _framework(submission)
    if framework not in bridge.installed():
        raise CannotError(f'{framework} is not installed here; pip install -e ".[{framework}]" -c constraints.txt')
    return framework


def _framework(submission: Path) -> str:
    """The framework that a submission is written in. Raises: CannotError where its files do not say."""
    folders = [name for name in bridge.FRAMEWORKS if (submission / name).is_dir()]
    found = set(folders) or {name for path in sorted(submission.glob("*.py")) for name in _imports(path)}
    found &= set(bridge.installed()) if len(found) > 1 else found
    if len(found) != 1:
        seen = "both frameworks" if found else "neither PyTorch nor TensorFlow"
        raise CannotError(f"{submission} uses {seen}; say --framework torch or --framework tensorflow")
    return found.pop()


def _imports(path: Path) -> set[str]:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, OSError):
        return set()
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    tops = {name.partition(".")[0].replace("keras", "tensorflow") for name in names}
    return tops & set(bridge.FRAMEWORKS)


def _compare(options: argparse.Namespace) -> int:
    from viva.compare import compare  # matplotlib and its fonts are needed by this command alone

    return compare(ROOT, options.task, options.device, options.out, options.full)


def _show(options: argparse.Namespace) -> int:
    from viva.show import CannotShowError, show  # matplotlib and its fonts are needed by this command, too

    submission = options.submission or ROOT / "reference"
    chosen = options.framework or (None if options.submission else next(iter(bridge.installed()), None))
    framework = _installed_framework(submission, chosen)
    out = options.out or Path(f"{options.task}-{framework}.png")
    try:
        show(options.task, framework, submission, out)
    except CannotShowError as error:
        raise CannotError(str(error)) from error
    print(out)  # noqa: T201
    return 0


def _reproduce(options: argparse.Namespace) -> int:
    from viva.reproduce import reproduce  # as above

    return reproduce(options)


def _stubs(options: argparse.Namespace) -> int:
    for path in stubs.write(ROOT):
        print(f"removed {path}: it has no reference any more")  # noqa: T201
    return 0
