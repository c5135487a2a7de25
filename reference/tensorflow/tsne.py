"""t-distributed stochastic neighbour embedding with exact gradients."""

import math

import tensorflow as tf

from viva.arguments import check_between, check_finite, check_integer, check_ndim, check_shape

EXAGGERATION = 12.0
EXAGGERATED_ITERATIONS = 250
HALVINGS = 32  # of the widest interval for the logarithm of a precision


def conditional_affinities(squared_distances, perplexity):
    """Probabilities p_j|i ∝ exp(−β_i d_ij²), j ≠ i, with β_i such that every row has the entropy log `perplexity`, in nats.

    β_i is found by bisection of its logarithm, for all rows at once. Where more than `perplexity` samples are nearest to sample
    i, all at one distance, no β_i reaches so low an entropy: these then share the whole probability.
    Shapes: (n, n), 1 ≤ perplexity < n − 1 -> (n, n), rows that sum to one, zero diagonal.
    Raises: ValueError if `squared_distances` is not square, finite and nonnegative, or if `perplexity` is out of range.
    Source: van der Maaten & Hinton 2008, section 2.
    """
    check_ndim(2, squared_distances=squared_distances)
    n = squared_distances.shape[0]
    check_shape((n, n), squared_distances=squared_distances)
    check_between(0, math.inf, squared_distances=squared_distances)
    _check_perplexity(perplexity, n)
    gaps = _gaps(squared_distances)
    finfo = tf.experimental.numpy.finfo(gaps.dtype)
    low = tf.fill((n, 1), tf.constant(math.log(finfo.eps), gaps.dtype))
    high = tf.fill((n, 1), tf.constant(0.95 * math.log(finfo.max), gaps.dtype))
    high = _bisect(gaps, low, high, tf.constant(math.log(float(perplexity)), gaps.dtype))
    affinities = _with_diagonal(tf.exp(-tf.exp(high) * gaps), 0)
    return affinities / tf.reduce_sum(affinities, axis=1, keepdims=True)


def joint_affinities(conditional):
    """Symmetric probabilities p_ij = (p_j|i + p_i|j) / 2n of the pairs.

    Shapes: (n, n) -> (n, n).
    Raises: ValueError if `conditional` is not square and finite.
    Source: van der Maaten & Hinton 2008, section 3.1.
    """
    check_ndim(2, conditional=conditional)
    n = conditional.shape[0]
    check_shape((n, n), conditional=conditional)
    check_finite(conditional=conditional)
    return (conditional + tf.transpose(conditional)) / (2 * n)


def kl_divergence(joint, embedding):
    """Kullback–Leibler divergence Σ p_ij log(p_ij / q_ij) over i ≠ j, in nats, with 0 log 0 = 0.

    q_ij is the share of the pair in Σ 1 / (1 + ‖y_i − y_j‖²). Computed in float64.
    Shapes: (n, n), (n, k) -> ().
    Raises: ValueError if the lengths differ, the number of axes is wrong or anything is not finite.
    Source: van der Maaten & Hinton 2008, equations 2 and 4.
    """
    _check_embedding(joint, embedding)
    squares = sum((column[:, None] - column) ** 2 for column in tf.unstack(tf.cast(embedding, tf.float64), axis=1))
    others = ~tf.eye(len(embedding), dtype=tf.bool)
    p, squares = tf.cast(joint, tf.float64)[others], squares[others]
    # −log q by logarithms of its parts: the ratio itself may be too small a number.
    surprise = tf.math.log1p(squares) + tf.math.log(tf.reduce_sum(1 / (1 + squares)))
    return tf.cast(tf.reduce_sum(tf.math.xlogy(p, p) + p * surprise), joint.dtype)


def gradient(joint, embedding):
    """Gradient 4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + ‖y_i − y_j‖²) of `kl_divergence` by the embedding, for P that sums to one.

    Computed in float64.
    Shapes: (n, n) symmetric, (n, k) -> (n, k).
    Raises: ValueError as `kl_divergence`.
    Source: van der Maaten & Hinton 2008, equation 5 and appendix A.
    """
    _check_embedding(joint, embedding)
    return tf.cast(_gradient(tf.cast(joint, tf.float64), tf.cast(embedding, tf.float64)), embedding.dtype)


def tsne(x, n_components=2, perplexity=30.0, n_iterations=500, seed=0):
    """An embedding of the rows of `x` whose neighbourhoods resemble theirs, by descent on `kl_divergence` from a random start.

    Momentum 0.5 with affinities twelve times too large for the first 250 iterations (at most half of them), then 0.8; a gain for
    every coordinate. Computed in float32.
    Shapes: (n, d), 1 ≤ perplexity < n − 1 -> (n, n_components).
    Raises: ValueError if `x` is not (n, d) and finite, or if a number is out of range.
    Source: van der Maaten & Hinton 2008, section 3.4; Belkina et al. 2019 for the step size n / 12.
    """
    check_ndim(2, x=x)
    check_finite(x=x)
    n = x.shape[0]
    check_integer(1, n_components=n_components)
    check_integer(0, n_iterations=n_iterations)
    _check_perplexity(perplexity, n)
    joint = joint_affinities(conditional_affinities(_squared_distances(x), perplexity))
    generator = tf.random.Generator.from_seed(seed)
    embedding = 1e-4 * generator.normal((n, n_components))
    exaggerated = min(EXAGGERATED_ITERATIONS, n_iterations // 2)
    state = embedding, tf.zeros_like(embedding), tf.ones_like(embedding)
    state = _descend(EXAGGERATION * joint, state, tf.constant(0.5, joint.dtype), tf.constant(exaggerated))
    embedding, _, _ = _descend(joint, state, tf.constant(0.8, joint.dtype), tf.constant(n_iterations - exaggerated))
    return tf.cast(embedding, x.dtype)


@tf.function(jit_compile=True)  # TF: eager steps make a dozen (n, n) arrays each; compiled they take a tenth of the time.
def _descend(joint, state, momentum, n_iterations):
    """Embedding, velocity and gains after some steps."""
    while n_iterations > 0:  # TF: a loop over tf.range would be compiled anew for every number of steps
        state = _step(joint, *state, momentum)
        n_iterations -= 1
    return state


def _step(joint, embedding, velocity, gains, momentum):
    """One step of the descent: a gain grows while its coordinate goes on in one direction."""
    rate = max(len(joint) / EXAGGERATION / 4, 50)
    slope = _gradient(joint, embedding)
    gains = tf.maximum(tf.where(slope * velocity < 0, gains + 0.2, gains * 0.8), 0.01)
    velocity = momentum * velocity - rate * gains * slope
    return embedding + velocity, velocity, gains


def _gradient(joint, embedding):
    kernel = _kernel(embedding)
    weights = (joint - kernel / tf.reduce_sum(kernel)) * kernel
    centred = embedding - tf.reduce_mean(embedding, axis=0)
    return 4 * (tf.reduce_sum(weights, axis=1, keepdims=True) * centred - weights @ centred)


def _kernel(embedding):
    """1 / (1 + ‖y_i − y_j‖²), zero on the diagonal; (n, n)."""
    squares = sum((column[:, None] - column) ** 2 for column in tf.unstack(embedding, axis=1))
    return _with_diagonal(1 / (1 + squares), 0)


def _squared_distances(x):
    """Squared distances between the rows, in units in which the largest entry is one, in float32."""
    x = tf.cast(x, tf.float64)
    x -= tf.reduce_mean(x, axis=0)
    x /= tf.maximum(tf.reduce_max(tf.abs(x)), tf.experimental.numpy.finfo(x.dtype).tiny)
    squares = tf.reduce_sum(x**2, axis=1)
    return tf.cast(tf.maximum(squares[:, None] + squares - 2 * tf.matmul(x, x, transpose_b=True), 0), tf.float32)


def _gaps(squared_distances):
    """How much farther than the nearest other sample each is, as a share of the farthest of the row; zero on the diagonal."""
    nearest = tf.reduce_min(_with_diagonal(squared_distances, math.inf), axis=1, keepdims=True)
    gaps = _with_diagonal(squared_distances - nearest, 0)
    farthest = tf.reduce_max(gaps, axis=1, keepdims=True)
    return gaps / tf.where(farthest > 0, farthest, tf.ones_like(farthest))


@tf.function(reduce_retracing=True)  # TF: an eager halving is dominated by the start of its dozen operations.
def _bisect(gaps, low, high, entropy):
    """Logarithms between `low` and `high` of the precisions that give every row its `entropy`, in nats; (n, 1)."""
    for _ in tf.range(HALVINGS):
        middle = (low + high) / 2
        too_flat = _entropy(gaps, tf.exp(middle)) > entropy
        low, high = tf.where(too_flat, middle, low), tf.where(too_flat, high, middle)
    return high


def _entropy(gaps, precision):
    """Entropy of the probabilities ∝ exp(−precision · gap) of every row but for its diagonal, whose term is one; (n, 1)."""
    exponents = gaps * precision
    weights = tf.exp(-exponents)
    total = tf.reduce_sum(weights, axis=1, keepdims=True) - 1
    return tf.math.log(total) + tf.reduce_sum(exponents * weights, axis=1, keepdims=True) / total


def _with_diagonal(matrix, value):
    return tf.linalg.set_diag(matrix, tf.fill(matrix.shape[:1], tf.cast(value, matrix.dtype)))


def _check_perplexity(perplexity, n):
    check_between(1, n - 1, perplexity=perplexity)
    if float(perplexity) == n - 1:
        raise ValueError(f"perplexity must be below the number of other samples, {n - 1}")


def _check_embedding(joint, embedding):
    check_ndim(2, embedding=embedding)
    check_shape((embedding.shape[0],) * 2, joint=joint)
    check_finite(joint=joint, embedding=embedding)
