"""Four densities of MNIST on one scale: likelihood (or ELBO) and reconstruction error of the test images.

VIVA_DATA=FOLDER python benchmarks/mnist_table.py --framework torch --model bernoulli_vae --out benchmarks/calibration/mnist.csv

FOLDER holds mnist.npz. A row takes minutes; rows that the file has already are kept. Pixels are in [0, 1]; errors are mean squares
a pixel. The VAEs: 25 epochs with the defaults of `fit`, mean ELBO over the 10,000 test images with one sample of z each, which also
makes the reconstruction. PPCA (two components) and the mixture (ten, after ten steps of EM) have densities, in nats an image, that
depend on the unit: on grey levels 0..255 they are 784 ln 255 = 4344.35 lower. A Bernoulli ELBO compares with none; the errors do.
"""

import argparse
import sys
import time
from pathlib import Path

from tables import read, write

from viva.bridge import FRAMEWORKS
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Limits, Sandbox

sys.path.insert(0, str(ROOT))
from reproduction.density_models import DEADLINE, MODELS


def main() -> None:
    """Train, and add one row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = read(options.out)
    if any((row["model"], row["framework"]) == (options.model, options.framework) for row in rows):
        return
    sandbox = Sandbox(options.framework, ROOT / "reference" / options.framework, limits=Limits(threads=options.threads))
    started = time.monotonic()
    log_likelihood, error = MODELS[options.model](Examiner(sandbox, options.model, deadline=DEADLINE))
    sandbox.kill()
    row = {
        "model": options.model,
        "framework": options.framework,
        "log likelihood or ELBO, nats an image": f"{log_likelihood:.2f}",
        "MSE a pixel": f"{error:.5f}",
        "seconds": f"{time.monotonic() - started:.0f}",
        "threads": options.threads,
    }
    write(options.out, list(row), [*rows, row])
    print(row)  # noqa: T201


if __name__ == "__main__":
    main()
