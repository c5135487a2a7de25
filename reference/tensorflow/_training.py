"""How the models of this folder start and how they are trained: by Adam, in batches drawn anew in every epoch."""

import contextlib
import functools
import inspect
import random

import tensorflow as tf
from tqdm import trange

from viva.arguments import check_integer, check_positive

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8  # decay of the two moments, and what keeps the step finite


class Adam:
    """Adam by TensorFlow's own kernel, which passes over the memory once.

    TF: Keras's makes ten operations a variable of it, which take three times as long, and as long again to trace.
    Source: Kingma & Ba 2015, algorithm 1.
    """

    def __init__(self, variables):
        self.variables = [variable.value for variable in variables]
        self.means, self.squares = ([tf.Variable(tf.zeros_like(v)) for v in self.variables] for _ in range(2))
        self.n_steps = tf.Variable(0.0)

    def reset(self):
        """Forget all gradients."""
        for state in (*self.means, *self.squares, self.n_steps):
            state.assign(tf.zeros_like(state))

    def apply(self, gradients, learning_rate):
        """Take a step."""
        n_steps = self.n_steps.assign_add(1.0)
        settings = {"beta1_power": BETA_1**n_steps, "beta2_power": BETA_2**n_steps, "lr": learning_rate,
                    "beta1": BETA_1, "beta2": BETA_2, "epsilon": EPSILON}  # fmt: skip
        for variable, mean, square, gradient in zip(self.variables, self.means, self.squares, gradients, strict=True):
            tf.raw_ops.ResourceApplyAdam(var=variable.handle, m=mean.handle, v=square.handle, grad=gradient, **settings)


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
    rows = tuple(tf.TensorSpec((None, *part.shape[1:]), part.dtype) for part in data)
    trained, adam, train_epoch = _trainer(type(model), _arguments(model), losses, rows)
    _copy(model, trained)
    adam.reset()
    generator, settings = tf.random.Generator.from_seed(seed), (int(batch_size), float(learning_rate))
    try:
        means = [train_epoch(data, generator.make_seeds()[:, 0], *settings) for _ in trange(n_epochs, disable=None)]
    finally:
        _copy(trained, model)
    return tf.convert_to_tensor(means, tf.float32)


@functools.cache
def _trainer(kind, arguments, losses, rows):
    """A model that is trained in place of all that are alike, its optimizer, and its epoch, compiled for any number of `rows`.

    TF: tracing takes as long as many epochs, so it is done once for a kind of model and not for every model.
    """
    model = kind(**dict(arguments))
    adam = Adam(model.trainable_variables)
    signature = rows, tf.TensorSpec((2,), tf.int64), tf.TensorSpec((), tf.int32), tf.TensorSpec((), tf.float32)
    return model, adam, tf.function(functools.partial(_train_epoch, model, losses, adam), signature, autograph=False)


def _arguments(model):
    """What tells a model from others of its class: all that its constructor was given but the seed, kept under the same names."""
    names = inspect.signature(type(model)).parameters
    return tuple((name, getattr(model, name)) for name in names if name != "seed")


def _copy(source, target):
    """Give a model the weights of another one."""
    for here, there in zip(source.variables, target.variables, strict=True):
        there.assign(here)


def _train_epoch(model, losses, adam, data, seed, batch_size, learning_rate):
    """Mean loss of one pass over the data in a random order."""
    n = tf.shape(data[0])[0]
    order = tf.random.experimental.stateless_shuffle(tf.range(n), seed)

    def body(start, total):
        rows = order[start : start + batch_size]
        with tf.GradientTape() as tape:
            batch_losses = losses(model, *(tf.gather(part, rows) for part in data), tf.add(seed, [1, start]))
            loss = tf.reduce_mean(batch_losses)
        adam.apply(tape.gradient(loss, adam.variables), learning_rate)
        return start + batch_size, total + tf.reduce_sum(batch_losses)

    _, total = tf.while_loop(lambda start, total: start < n, body, [0, 0.0])
    return total / tf.cast(n, tf.float32)
