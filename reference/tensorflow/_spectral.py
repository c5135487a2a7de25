"""Leading eigenpairs of a large symmetric matrix, which several model solutions share."""

import tensorflow as tf

DENSE = 400  # up to this size all eigenpairs at once are found faster
SPARE = 4  # vectors of a block beyond those that are wanted


def leading_eigenpairs(matrix, k):
    """The `k` algebraically largest eigenvalues, descending, and their unit eigenvectors as columns, without a sign rule.

    Block Lanczos with full reorthogonalisation: the Krylov space grows until the residuals are as small as rounding allows. A
    block holds more vectors than are wanted, so that all members of a repeated eigenvalue are found.
    Shapes: (n, n) symmetric -> (k,), (n, k).
    Source: Saad 2011, sections 6.5 and 6.7; Parlett 1998, section 13.10.
    """
    n = matrix.shape[0]
    if n <= DENSE:
        return _dense(matrix, k)
    generator = tf.random.Generator.from_seed(0)
    block = _orthonormal(generator.normal((k + SPARE, n), dtype=matrix.dtype))
    basis, images = block, block @ matrix  # rows, which products with a large matrix like better than columns
    rayleigh_ritz = 6 * len(block)
    while 2 * len(basis) < n:
        block = images[-len(block) :]
        for _ in range(2):  # once leaves what rounding adds, which grows from step to step
            block = _orthonormal(block - tf.matmul(block, basis, transpose_b=True) @ basis)
        basis = tf.concat([basis, block], axis=0)
        images = tf.concat([images, block @ matrix], axis=0)
        if len(basis) >= rayleigh_ritz:
            values, coordinates = _dense(tf.matmul(images, basis, transpose_b=True), k)
            vectors = tf.matmul(coordinates, basis, transpose_a=True)
            residuals = tf.matmul(coordinates, images, transpose_a=True) - values[:, None] * vectors
            rounding = 4 * n**0.5 * tf.experimental.numpy.finfo(matrix.dtype).eps * tf.reduce_max(tf.norm(images, axis=1))
            if tf.reduce_max(tf.norm(residuals, axis=1)) <= rounding:
                return values, tf.transpose(vectors)
            rayleigh_ritz *= 1.3
    return _dense(matrix, k)


def fix_signs(vectors):
    """Turns every column so that its entry of largest magnitude is positive.

    Shapes: (n, k) -> (n, k).
    """
    largest = tf.gather(tf.transpose(vectors), tf.argmax(tf.abs(vectors), axis=0), axis=1, batch_dims=1)
    return vectors * tf.where(largest < 0, tf.cast(-1, vectors.dtype), tf.cast(1, vectors.dtype))


def _orthonormal(rows):
    return tf.transpose(tf.linalg.qr(tf.transpose(rows)).q)


def _dense(matrix, k):
    """All eigenpairs at once, of which the `k` largest are kept; in float64, as TensorFlow's float32 loses three digits."""
    values, vectors = tf.linalg.eigh(tf.cast(matrix, tf.float64))
    values, vectors = tf.reverse(values[-k:], axis=[0]), tf.reverse(vectors[:, -k:], axis=[1])
    return tf.cast(values, matrix.dtype), tf.cast(vectors, matrix.dtype)
