"""What the model solution reaches in the exam's lesson, in twenty trainings: the bound must lie six standard deviations above.

python benchmarks/calibrate.py --framework torch --task stacked_autoencoder

Replaces the task's and framework's rows in benchmarks/calibration/lessons.csv and prints how many standard deviations are left.
"""

import argparse
import importlib.util
import sys

import numpy as np
from tables import read, write
from tqdm import trange

from viva.bridge import FRAMEWORKS
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Sandbox

TABLE = ROOT / "benchmarks/calibration/lessons.csv"
COLUMNS = ("task", "framework", "seed", "loss")
N_SEEDS, ENOUGH = 20, 6


def main():
    """Train, write the table, and fail where the bound is closer than six standard deviations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    parser.add_argument("--task", required=True)
    options = parser.parse_args()
    exam = load_exam(options.task)
    losses = measure(exam, options.task, options.framework)
    ours = (options.task, options.framework)
    rows = [row for row in read(TABLE) if (row["task"], row["framework"]) != ours]
    rows += [dict(zip(COLUMNS, (*ours, seed, f"{loss:.6g}"), strict=True)) for seed, loss in enumerate(losses)]
    write(TABLE, COLUMNS, sorted(rows, key=lambda row: (row["task"], FRAMEWORKS.index(row["framework"]))))
    bound, spread = exam.KIND.largest_loss, losses.std(ddof=1)
    left = (bound - losses.mean()) / spread
    print(f"{' '.join(ours)}: {losses.mean():.5g} ± {spread:.2g}, at most {losses.max():.5g}; "  # noqa: T201
          f"the bound {bound} is {left:.1f} standard deviations away")  # fmt: skip
    assert left >= ENOUGH, "the bound is too close"


def load_exam(task):
    """The task's questions as a module."""
    sys.path.insert(0, str(ROOT / "tests/tasks"))
    spec = importlib.util.spec_from_file_location("exam", ROOT / f"tests/tasks/test_{task}.py")
    exam = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exam)
    return exam


def measure(exam, task, framework):
    """The loss after the lesson, one for each seed, by the exam's own functions."""
    sandbox = Sandbox(framework, ROOT / "reference" / framework)
    subject = exam.Subject(Examiner(sandbox, task), exam.KIND)
    losses = [exam.loss_of_lesson(subject, subject.trained(seed)) for seed in trange(N_SEEDS, disable=None)]
    sandbox.kill()
    return np.array(losses)


if __name__ == "__main__":
    main()
