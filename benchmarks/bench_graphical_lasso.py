"""Throughput of `graphical_lasso`: precisions of shares that move with the market and with their sector."""

import numpy as np

from viva.closeness import assert_close
from viva.throughput import throughput
from viva.workload import Workload

ALPHA, TOL = 0.35, 1e-6
SECTOR = 10  # shares in a sector


def arguments(rng, size):
    """Correlations of twice as many returns as there are shares."""
    market, sectors = rng.normal(size=(2 * size, 1)), rng.normal(size=(2 * size, size // SECTOR))
    own = rng.normal(size=(2 * size, size))
    returns = 0.5 * market + 0.7 * np.repeat(sectors, SECTOR, axis=1) + 0.6 * own
    return np.corrcoef(returns.T), ALPHA


def check(task, arguments, answer):
    """The optimality conditions, to what a duality gap of `tol` leaves of them."""
    s, alpha = arguments
    assert answer.shape == s.shape
    assert_close(answer, answer.T, what="the transpose of the precision")
    assert np.linalg.eigvalsh(answer).min() > 0, "the precision is not positive definite"
    excess = np.linalg.inv(answer) - s
    nearest = np.where(answer != 0, alpha * np.sign(answer), np.clip(excess, -alpha, alpha))
    np.fill_diagonal(nearest, 0.0)
    assert_close(excess, nearest, bound=10 * np.sqrt(TOL) * np.diag(s).max(), what="W − S")
    assert np.any(answer == 0), "the precision has no zeros"


WORKLOAD = Workload(
    function="graphical_lasso",
    sizes=(20, 80, 200),
    graded_size=80,
    cuda_sizes=(500,),
    unit="precisions",
    arguments=arguments,
    items=lambda p: 1,
    operations=lambda p: p**3,  # one inverse, without which no optimality condition can be looked at
    traffic=lambda p: 16 * p**2,
    check=check,
    without=dict.fromkeys(("compile", "function", "xla"), "how many steps it takes depends on the values, and Python decides"),
)
test_throughput = throughput("graphical_lasso", WORKLOAD)
