"""Throughput of `lda`: the leading directions that separate thirty classes in 300 columns."""

import numpy as np

from viva.closeness import assert_close, assert_sign_rule
from viva.throughput import throughput
from viva.workload import Workload

D, CLASSES, K = 300, 30, 10
SAFETY = 1e4  # of the directions, in which rounding grows with the condition of the scatter within


def arguments(rng, size):
    """Classes in K directions that stand out from correlated noise, in any order, about a mean of their own."""
    labels = rng.permutation(np.arange(size) % CLASSES) * 7 - 50
    apart = np.linalg.qr(rng.normal(size=(D, K)))[0] * np.linspace(4, 2, K) @ rng.normal(size=(K, CLASSES))
    mixing = np.linalg.qr(rng.normal(size=(D, D)))[0] * np.geomspace(3, 0.3, D)
    return (rng.normal(size=(size, D)) + apart.T[(labels + 50) // 7]) @ mixing + 5 * rng.normal(size=D), labels, K


def check(task, arguments, answer):
    """Generalised eigenvectors of the scatters, normalised, of the largest ratios."""
    x, labels, k = arguments
    mean, directions = answer
    assert_close(mean, x.mean(axis=0), scale=np.abs(x).max(), what="the mean")
    assert directions.shape == (k, D)
    assert_sign_rule(directions, what="direction")
    classes, index, counts = np.unique(labels, return_inverse=True, return_counts=True)
    projected = (x - mean) @ directions.T
    means = np.stack([projected[index == c].mean(axis=0) for c in range(len(classes))])
    within = projected - means[index]
    assert_close(within.T @ within / len(x), np.eye(k), condition=SAFETY, what="the covariance within the classes")
    ratios = means.T @ (counts[:, None] * means) / len(x)
    assert_close(ratios, np.diag(np.diag(ratios)), scale=ratios[0, 0], condition=SAFETY, what="the covariance of the means")
    assert np.all(np.diff(np.diag(ratios)) <= 0), f"the ratios {np.diag(ratios)} do not descend"
    noise = 2 * (D + CLASSES) / len(x)  # what noise alone separates
    assert np.all(np.diag(ratios) > noise), f"the ratios {np.diag(ratios)} are not the largest: noise has {noise:.3g}"


WORKLOAD = Workload(
    function="fit",
    sizes=(600, 2000, 10000),
    graded_size=2000,
    cuda_sizes=(100000,),
    unit="samples",
    arguments=arguments,
    items=lambda n: n,
    operations=lambda n: n * D**2 + D**3,  # a symmetric product, and at least a Cholesky factor with two solutions
    traffic=lambda n: 8 * (n * D + n + K * D + D),
    check=check,
    without=dict.fromkeys(("compile", "function", "xla"), "the number of classes is a value, not a shape"),
)
test_throughput = throughput("lda", WORKLOAD)
