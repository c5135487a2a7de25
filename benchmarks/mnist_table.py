"""Test ELBO and reconstruction error of the digit models after 25 epochs of MNIST, with the defaults of `fit`.

VIVA_DATA=FOLDER python benchmarks/mnist_table.py --framework torch --task bernoulli_vae --out benchmarks/calibration/mnist.csv

FOLDER holds mnist.npz. A row takes minutes; rows that the file has already are kept. ELBO: mean over the 10,000 test images, one
sample of z each. MSE: mean squared error a pixel of what the same z decode to.
"""

import argparse
import csv
import sys
import time
from pathlib import Path

import numpy as np
from tqdm import trange

from viva import data
from viva.bridge import FRAMEWORKS
from viva.exam import ROOT
from viva.examiner import Examiner
from viva.sandbox import Limits, Sandbox
from viva.wire import Images

N_EPOCHS, BATCH = 25, 1000
MODELS = {"bernoulli_vae": ("BernoulliVAE", (784,)), "conv_vae": ("ConvVAE", (28, 28, 1))}


def main() -> None:
    """Train, and add one row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    parser.add_argument("--task", choices=MODELS, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = list(csv.DictReader(options.out.open(encoding="utf-8"))) if options.out.exists() else []
    if any((row["task"], row["framework"]) == (options.task, options.framework) for row in rows):
        return
    sandbox = Sandbox(options.framework, ROOT / "reference" / options.framework, limits=Limits(threads=options.threads))
    task = Examiner(sandbox, options.task, deadline=600)
    row = {"task": options.task, "framework": options.framework, **measure(task, options.task)}
    sandbox.kill()
    with options.out.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row), lineterminator="\n")
        if not rows:
            writer.writeheader()
        writer.writerow(row)
    print(row)  # noqa: T201


def measure(task, name):
    """Train on all training images, then look at all test images."""
    model_name, shape = MODELS[name]
    digits = data.load("mnist", "real")
    train, test = ((digits[part].reshape(-1, *shape) / 255).astype(np.float32) for part in ("x_train", "x_test"))
    images = Images if len(shape) == 3 else lambda x: x
    model, started = getattr(task, model_name)(seed=0), time.monotonic()
    losses = task.fit.options(deadline=3600)(model, images(train), N_EPOCHS)
    seconds, rng = time.monotonic() - started, np.random.default_rng(0)
    elbo, errors = [], []
    for start in trange(0, len(test), BATCH, file=sys.stderr, disable=None):
        x, noise = test[start : start + BATCH], rng.normal(size=(BATCH, 2)).astype(np.float32)
        elbo.append(model.elbo(images(x), noise))
        mean, log_var = model.encode(images(x))
        drawn = model.decode.options(images=len(shape) == 3)(mean + np.exp(log_var / 2) * noise)
        errors.append(np.mean((drawn - x) ** 2, dtype=np.float64))
    return {
        "epochs": N_EPOCHS,
        "test ELBO": f"{np.mean(elbo, dtype=np.float64):.2f}",
        "test MSE": f"{np.mean(errors):.5f}",
        "last training loss": f"{losses[-1]:.2f}",
        "seconds": f"{seconds:.0f}",
    }


if __name__ == "__main__":
    main()
