"""How many seeds of `bayesian_optimization` find the minimum of the course's function, and after how many evaluations.

python benchmarks/thompson.py --framework torch

Replaces the framework's rows in benchmarks/calibration/thompson.csv and prints the shares; the exam asks 7 seeds of 12. It fails
where a search that succeeds with 97 of 100 seeds would do so with so few once in a hundred runs.
"""

import argparse
import importlib.util

import numpy as np
from scipy import stats
from tables import read, write
from tqdm import trange

from viva.bridge import FRAMEWORKS
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Sandbox

TABLE = ROOT / "benchmarks/calibration/thompson.csv"
COLUMNS = ("framework", "seed", "evaluations")  # the last empty where the minimum was not found
N_SEEDS, N_ITERATIONS, SHARE = 500, 30, 0.97


def main():
    """Search with every seed, write the table, and fail where too few searches succeed to be chance."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    framework = parser.parse_args().framework
    evaluations = measure(framework)
    rows = [row for row in read(TABLE) if row["framework"] != framework]
    rows += [dict(zip(COLUMNS, (framework, seed, count or ""), strict=True)) for seed, count in enumerate(evaluations)]
    write(TABLE, COLUMNS, sorted(rows, key=lambda row: FRAMEWORKS.index(row["framework"])))
    found = {most: sum(0 < count <= most for count in evaluations) for most in (20, N_ITERATIONS)}
    first = sum(0 < count <= N_ITERATIONS for count in evaluations[:100])
    print(f"{framework}: of {N_SEEDS} seeds {found[20]} find the minimum within 20 evaluations, "  # noqa: T201
          f"{found[N_ITERATIONS]} within {N_ITERATIONS}; of the first hundred {first}")  # fmt: skip
    chance = stats.binomtest(found[N_ITERATIONS], N_SEEDS, SHARE, alternative="less").pvalue
    assert chance > 0.01, f"too few seeds find the minimum: where {SHARE:.0%} do, so few happen with a chance of {chance:.1g}"


def measure(framework):
    """Evaluations up to the minimum among the candidates, one number for each seed; 0 where there were too few."""
    exam = load_exam()
    sandbox = Sandbox(framework, ROOT / "reference" / framework)
    task = Examiner(sandbox, "bayesian_optimization", deadline=exam.DEADLINE)
    counts = []
    for seed in trange(N_SEEDS, disable=None):
        start = exam.START, exam.waves(exam.START)
        _, y = task.minimize(exam.WAVES, *start, exam.CANDIDATES, N_ITERATIONS, seed)
        found = np.flatnonzero(y < exam.SMALLEST + 1e-4)
        counts.append(int(found[0]) - len(exam.START) + 1 if len(found) else 0)
    sandbox.kill()
    return counts


def load_exam():
    """The task's questions as a module."""
    spec = importlib.util.spec_from_file_location("exam", ROOT / "tests/tasks/test_bayesian_optimization.py")
    exam = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exam)
    return exam


if __name__ == "__main__":
    main()
