"""Bayesian optimisation over a list of candidates by Thompson sampling."""

import tensorflow as tf

from viva.arguments import check_finite, check_integer, check_ndim, check_shape


def thompson_step(x, y, candidates, seed):
    """Index of the smallest value of a function drawn from its posterior over the rows of `candidates`; a Python int.

    First θ = (log ℓ², log v) is drawn given the data, with the kernel, priors and noise of `gaussian_process`: from a grid,
    as a chain would need many steps for its first draw. Then the values of the function are drawn, jointly. They carry the
    noise too, which keeps their covariance positive definite where points repeat.
    Shapes: (n, d), (n,), (m, d) -> int in 0..m − 1.
    Raises: ValueError if `x`, `y` and `candidates` do not fit or are not finite.
    Source: Thompson 1933; Russo et al. 2018, section 4; Rasmussen & Williams 2006, section 2.2.
    """
    raise NotImplementedError("thompson_step is yours to write")


def minimize(function, x, y, candidates, n_iterations, seed):
    """The data, and after them `n_iterations` evaluations of the function where Thompson sampling looks for its minimum.

    Candidates that have not been evaluated are offered first, and all of them once none is left.
    Shapes: (n, d), (n,), (m, d) -> (n + n_iterations, d), (n + n_iterations,); `function` maps (1, d) to (1,).
    Raises: ValueError as `thompson_step`, if `n_iterations` is negative, or if `function` gives anything but a finite number.
    Source: Russo et al. 2018, section 4.
    """
    raise NotImplementedError("minimize is yours to write")
