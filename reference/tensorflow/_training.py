"""How the models of this folder start and how they are trained: by Adam, in batches drawn anew in every epoch."""

import contextlib
import functools
import random

import keras
import tensorflow as tf
from tqdm import trange

from viva.arguments import check_integer, check_positive


@contextlib.contextmanager
def seeded(seed):
    """Layers that are made within start from `seed`; the global generator is left as it was."""
    state = random.getstate()
    random.seed(seed)  # TF: an initializer without a seed of its own takes one from here
    try:
        yield
    finally:
        random.setstate(state)


def train(model, losses, data, n_epochs, batch_size, learning_rate, seed):
    """Minimises the mean of `losses(model, *batch, seed)`, one loss a sample, and returns its mean over each epoch.

    `data` is a tuple of tensors with one row a sample; the losses may draw by `seed`, a stateless one (2,). Nothing waits for
    the device before the last epoch is over.
    Shapes: (n, ...) each -> (n_epochs,).
    Raises: ValueError if `n_epochs` is negative, `batch_size` below 1 or `learning_rate` not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    check_integer(0, n_epochs=n_epochs)
    check_integer(1, batch_size=batch_size)
    check_positive(learning_rate=learning_rate)
    if not hasattr(model, "train_epoch"):  # TF: kept with the model, because tracing takes as long as several epochs
        model.adam = keras.optimizers.Adam(epsilon=1e-8)  # TF: else ten times that of PyTorch
        model.adam.build(model.trainable_variables)
        model.train_epoch = tf.function(functools.partial(_train_epoch, model, losses), autograph=False)
    generator = tf.random.Generator.from_seed(seed)
    optimizer = _restarted(model.adam, learning_rate)
    means = []
    for _ in trange(n_epochs, disable=None):
        means.append(model.train_epoch(optimizer, data, generator.make_seeds()[:, 0], batch_size))
    return tf.convert_to_tensor(means, tf.float32)


def _restarted(optimizer, learning_rate):
    """Adam before its first step."""
    for variable in optimizer.variables:
        variable.assign(tf.zeros_like(variable))
    optimizer.learning_rate = float(learning_rate)
    return optimizer


def _train_epoch(model, losses, optimizer, data, seed, batch_size):
    """Mean loss of one pass over the data in a random order."""
    n = data[0].shape[0]
    order = tf.random.experimental.stateless_shuffle(tf.range(n), seed)

    def body(start, total):
        rows = order[start : start + batch_size]
        with tf.GradientTape() as tape:
            batch_losses = losses(model, *(tf.gather(part, rows) for part in data), tf.add(seed, [1, start]))
            loss = tf.reduce_mean(batch_losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return start + batch_size, total + tf.reduce_sum(batch_losses)

    return tf.while_loop(lambda start, total: start < n, body, [0, 0.0])[1] / n
