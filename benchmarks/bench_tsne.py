"""Throughput of `tsne`: the first iterations of the embedding of twenty clusters."""

import numpy as np
from scipy.spatial.distance import cdist

from viva.throughput import throughput
from viva.workload import Workload

D, CLUSTERS, PERPLEXITY, ITERATIONS = 20, 20, 10.0, 60
BETWEEN = 10.0  # farther apart than two samples of a cluster, 6.3 ± 1, and less than two of different ones, 14 ± 2
OWN = 0.85  # of the samples; the two principal components leave 0.73, the model solution 0.97


def arguments(rng, size):
    """Clusters in more dimensions than the plane can hold, in any order, and a seed."""
    centres = 2 * rng.normal(size=(CLUSTERS, D))
    x = centres[rng.permutation(np.arange(size) % CLUSTERS)] + rng.normal(size=(size, D))
    return x, 2, PERPLEXITY, ITERATIONS, int(rng.integers(2**31))


def check(task, arguments, answer):
    """Most samples have one of their own cluster nearest in the plane."""
    x = arguments[0]
    assert answer.shape == (len(x), 2)
    nearest = (cdist(answer, answer) + np.diag(np.full(len(x), np.inf))).argmin(axis=1)
    own = np.mean(np.linalg.norm(x - x[nearest], axis=1) < BETWEEN)
    assert own >= OWN, f"{100 * own:.0f} % have one of their own cluster nearest, expected {100 * OWN:.0f} %"
    assert np.all(np.ptp(answer, axis=0) > 0), "the samples lie on a line"


WORKLOAD = Workload(
    function="tsne",
    sizes=(300, 600, 1500),
    graded_size=300,
    cuda_sizes=(6000,),
    unit="iterations",
    arguments=arguments,
    items=lambda n: ITERATIONS,
    operations=lambda n: ITERATIONS * n * (n - 1) / 2 * 16,  # distance, kernel, weight and force of every pair
    traffic=lambda n: 8 * (n * D + 2 * n),
    check=check,
    without=dict.fromkeys(("compile", "function", "xla"), "the perplexity and the seed are Python numbers"),
    dtype="float32",
)
test_throughput = throughput("tsne", WORKLOAD)
