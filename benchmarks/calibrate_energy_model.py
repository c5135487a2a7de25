"""Energy distance of chains from the Swiss roll, at their start and after the exam's lesson, in twenty trainings.

python benchmarks/calibrate_energy_model.py --framework torch

Replaces the framework's rows in benchmarks/calibration/energy_model.csv; the share that is left must be well below a quarter.
"""

import argparse

import numpy as np
from calibrate import N_SEEDS, load_exam
from tables import read, write
from tqdm import trange

from viva.bridge import FRAMEWORKS
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Sandbox

TABLE = ROOT / "benchmarks/calibration/energy_model.csv"
COLUMNS = ("framework", "seed", "start", "samples")


def main():
    """Train, write the table, and fail where the bound is closer than six standard deviations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    framework = parser.parse_args().framework
    exam, sandbox = load_exam("energy_model"), Sandbox(framework, ROOT / "reference" / framework)
    task = Examiner(sandbox, "energy_model")
    distances = np.array([exam.distances(task, seed) for seed in trange(N_SEEDS, disable=None)])
    sandbox.kill()
    rows = [row for row in read(TABLE) if row["framework"] != framework]
    rows += [dict(zip(COLUMNS, (framework, seed, *np.round(row, 4)), strict=True)) for seed, row in enumerate(distances)]
    write(TABLE, COLUMNS, sorted(rows, key=lambda row: FRAMEWORKS.index(row["framework"])))
    shares = distances[:, 1] / distances[:, 0]
    left = (exam.LARGEST_SHARE - shares.mean()) / shares.std(ddof=1)
    print(f"{framework}: {shares.mean():.4f} ± {shares.std(ddof=1):.2g} of the start's distance, at most {shares.max():.4f}; "  # noqa: T201
          f"the bound {exam.LARGEST_SHARE} is {left:.1f} standard deviations away")  # fmt: skip
    assert left >= 6, "the bound is too close"


if __name__ == "__main__":
    main()
