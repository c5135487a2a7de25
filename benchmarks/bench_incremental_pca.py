"""Throughput of `incremental_pca`: one batch more of samples of 400 columns."""

import numpy as np

from viva.closeness import assert_close, assert_orthonormal, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

D, K = 400, 5
POPULATION = np.random.default_rng(0)
MEAN, AXES = 5 * POPULATION.normal(size=D), np.linalg.qr(POPULATION.normal(size=(D, K)))[0].T
DEVIATIONS = np.linspace(20, 10, K)  # along the axes, beside those of noise, which are 1
STANDARD_ERRORS = 6


def arguments(rng, size):
    """Samples of one population: directions that stand out from noise, about a mean."""
    return (MEAN + (rng.normal(size=(size, K)) * DEVIATIONS) @ AXES + rng.normal(size=(size, D)),)


def check(task, arguments, answer):
    """The model, which has seen this batch and those before it, knows the population as well as so many samples can show it."""
    model, batch = arguments
    n = model.attribute("n_samples_seen")
    components, singular_values = model.attribute("components"), model.attribute("singular_values")
    assert n >= len(batch)
    error = STANDARD_ERRORS / np.sqrt(n)
    assert_close(model.attribute("mean"), MEAN, bound=error * np.hypot(1, DEVIATIONS[0]), what="the mean")
    assert components.shape == (K, D)
    assert_orthonormal(components, what="the components")
    assert_sign_rule(components)
    assert_close(singular_values / np.sqrt(n), np.hypot(1, DEVIATIONS), scale=1, bound=error * DEVIATIONS[0], what="σ / sqrt(n)")
    outside = components - components @ AXES.T @ AXES
    bound = error * np.sqrt(D) / DEVIATIONS[-1]
    assert np.linalg.norm(outside, 2) <= bound, f"the components leave the true space by {np.linalg.norm(outside, 2):.2g}"


WORKLOAD = Workload(
    function="IncrementalPCA.partial_fit",
    sizes=(100, 4000, 20000),
    graded_size=4000,
    cuda_sizes=(200000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * D * (D + 1),  # a symmetric product
    traffic=lambda n: 8 * (n * D + 2 * D * (D + 1) / 2),
    check=check,
    subject=lambda task: (task.IncrementalPCA(K),),
    without=dict.fromkeys(
        ("compile", "function", "xla"),
        "partial_fit changes its model, which a graph does once when it is traced and not when it runs",
    ),
)
test_throughput = throughput("incremental_pca", WORKLOAD)
