"""What the model solution reaches in the exam's questions about training, in twenty trainings: the bounds must lie far above.

python benchmarks/calibrate_bernoulli_vae.py --framework torch
python benchmarks/calibrate_bernoulli_vae.py --framework tensorflow

Each replaces its framework's rows in benchmarks/calibration/bernoulli_vae.csv and prints how many standard deviations are left.
"""

import argparse
import csv
import importlib.util

import numpy as np
from tqdm import trange

from viva.bridge import FRAMEWORKS
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Sandbox

TABLE = ROOT / "benchmarks/calibration/bernoulli_vae.csv"
COLUMNS = ("framework", "seed", "negative_elbo", "squared_error")
N_SEEDS, ENOUGH = 20, 6


def main():
    """Train, write the table, and fail where a bound is closer than six standard deviations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    framework = parser.parse_args().framework
    spec = importlib.util.spec_from_file_location("exam", ROOT / "tests/tasks/test_bernoulli_vae.py")
    exam = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exam)
    rows = measure(exam, framework)
    others = [row for row in read() if row["framework"] != framework]
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted([*others, *rows], key=lambda row: FRAMEWORKS.index(row["framework"])))
    for quantity, bound in (("negative_elbo", exam.LARGEST_NEGATIVE_ELBO), ("squared_error", exam.LARGEST_SQUARED_ERROR)):
        values = np.array([row[quantity] for row in rows])
        left = (bound - values.mean()) / values.std(ddof=1)
        print(f"{framework} {quantity}: {values.mean():.5g} ± {values.std(ddof=1):.2g}, at most {values.max():.5g}; "  # noqa: T201
              f"the bound {bound} is {left:.1f} standard deviations away")  # fmt: skip
        assert left >= ENOUGH, f"{quantity}: the bound is too close"


def measure(exam, framework):
    """One row a seed, by the exam's own functions."""
    sandbox = Sandbox(framework, ROOT / "reference" / framework)
    task, rows = Examiner(sandbox, "bernoulli_vae"), []
    for seed in trange(N_SEEDS, disable=None):
        model = exam.trained(task, seed)
        elbo = exam.negative_elbo_of_digits(model, np.random.default_rng(seed))
        error = exam.squared_error(model, exam.digits())
        rows.append({"framework": framework, "seed": seed, "negative_elbo": round(elbo, 2), "squared_error": round(error, 5)})
    sandbox.kill()
    return rows


def read():
    """The rows of the table as it is."""
    if not TABLE.is_file():
        return []
    with TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
