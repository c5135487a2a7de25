"""Training throughput of every model solution beside the plain eager loop that a student would write around the same model.

python benchmarks/student_loop.py --framework torch --out benchmarks/calibration/student_loop.csv

Adds or replaces the framework's rows: samples a second of an epoch of the graded workload, in turns, for `plain` (a loader, a step
a batch, the loss read after every step), `ours` (`fit` as it is) and in PyTorch `compiled` (`fit` with compiled losses); in
TensorFlow `fit` compiles its epoch by itself, and XLA cannot draw the order of the samples. Ratios are times of `plain` by theirs:
above 1 it is faster than the plain loop.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np
from tables import read, write
from tqdm import tqdm

from viva import bridge, workload
from viva.candidate import Candidate
from viva.exam import ROOT
from viva.question import plain
from viva.throughput import Local, steady

COLUMNS = ("task", "framework", "mode", "samples a second", "plain's time by this")
N_ROUNDS = 7


def main():
    """Measure every task whose workload is a training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=bridge.FRAMEWORKS, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    os.environ["TQDM_DISABLE"] = "1"
    steady(options.threads, "cpu")
    native = bridge.load(options.framework)
    native.start("cpu", options.threads)
    loops = {"torch": torch_loops, "tensorflow": tensorflow_loops}[options.framework]()
    rows = [row for row in read(options.out) if row["framework"] != options.framework]
    for task in tqdm(workload.tasks(ROOT / "benchmarks"), disable=None):
        work = workload.load(task, ROOT / "benchmarks")
        candidate = Candidate(native, ROOT / "reference" / options.framework, task, "cpu", options.threads)
        candidate.do_load()
        if hasattr(candidate.module, "train"):
            rows += measured(candidate, work, loops, options.framework)
            write(options.out, COLUMNS, sorted(rows, key=lambda row: (row["task"], bridge.FRAMEWORKS.index(row["framework"]))))


def measured(candidate, work, loops, framework):
    """A row a mode; every mode trains a model of its own on the same samples, in turns."""
    own, rng = candidate.module.train, np.random.default_rng(0)
    models = {mode: [candidate._native(plain(part)) for part in work.subject(Local(candidate))] for mode in loops}
    times = {mode: [] for mode in loops}
    for _ in range(1 + N_ROUNDS):
        arguments = [candidate._native(value) for value in work.arguments(rng, work.graded_size)]
        for mode, loop in loops.items():
            candidate.module.train = loop(own)
            started = time.perf_counter()
            np.asarray(candidate.module.fit(*models[mode], *arguments))
            times[mode].append(time.perf_counter() - started)
    candidate.module.train = own
    seconds = {mode: np.median(taken[1:]) for mode, taken in times.items()}  # the first compiles
    return [
        dict(zip(COLUMNS, (candidate.task, framework, mode, f"{work.items(work.graded_size) / taken:.4g}",
                           f"{seconds['plain'] / taken:.2f}"), strict=True))
        for mode, taken in seconds.items()
    ]  # fmt: skip


def torch_loops():
    """What takes the place of `train`, given it."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    def plain(model, losses, data, n_epochs, batch_size, learning_rate, seed):
        generator = torch.Generator().manual_seed(seed)
        optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate))
        means = []
        for _ in range(n_epochs):
            total = 0.0
            for batch in DataLoader(TensorDataset(*data), batch_size, shuffle=True):
                loss = losses(model, *batch, generator).mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(batch[0])
            means.append(total / len(data[0]))
        return torch.tensor(means)

    compiled = {}

    def compile_losses(own):
        def train(model, losses, *arguments):
            return own(model, compiled.setdefault(losses, torch.compile(losses)), *arguments)

        return train

    return {"plain": lambda own: plain, "ours": lambda own: own, "compiled": compile_losses}


def tensorflow_loops():
    """What takes the place of `train`, given it."""
    import keras
    import tensorflow as tf

    def plain(model, losses, data, n_epochs, batch_size, learning_rate, seed):
        seeds = tf.random.Generator.from_seed(seed)
        optimizer = keras.optimizers.Adam(float(learning_rate))
        means = []
        for _ in range(n_epochs):
            total = 0.0
            for batch in tf.data.Dataset.from_tensor_slices(data).shuffle(len(data[0])).batch(batch_size):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_mean(losses(model, *batch, seeds.make_seeds()[:, 0]))
                optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
                total += float(loss) * len(batch[0])
            means.append(total / len(data[0]))
        return tf.constant(means)

    return {"plain": lambda own: plain, "ours": lambda own: own}


if __name__ == "__main__":
    main()
