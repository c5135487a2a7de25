"""Energy model of points in the plane, trained by contrast with its own Langevin samples."""

import functools

import keras
import tensorflow as tf
from _training import Adam, seeded
from keras import layers
from langevin import sample as langevin_sample
from tqdm import trange

from viva.arguments import check_finite, check_integer, check_positive, check_shape

N_HIDDEN = 128
START = 3.0  # standard deviation of the points from which chains start
LEARNING_RATE, REGULARISER = 2e-3, 1e-3
N_CHAINS, N_MOVES, STEP_SIZE = 256, 5, 0.1  # in training
RENEWED = 0.05  # share of the chains that start anew in each step of training


class EnergyModel(keras.Model):
    """Dense network 2-128-128-1 with SiLU, whose value is f, minus the energy, of the density p ∝ exp f; 17,025 parameters.

    Called on points `(n, 2)`, it returns f `(n,)` in nats, up to a constant.
    Raises: ValueError if the points are not (n, 2) or not finite.
    Source: Song & Kingma 2021, equation 1; Elfwing, Uchibe & Doya 2018, equation 1 (SiLU).
    """

    def __init__(self, seed=0):
        super().__init__()
        with seeded(seed):
            self.network = keras.Sequential(
                [keras.Input((2,)), _dense(2, N_HIDDEN, "silu"), _dense(N_HIDDEN, N_HIDDEN, "silu"), _dense(N_HIDDEN, 1)]
            )

    def call(self, x):
        _check_points(x=x)
        return self._f(x)

    def _f(self, x):
        return tf.squeeze(self.network(x), -1)

    def _score(self, x):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(x)
            f = self._f(x)
        return tape.gradient(f, x)


def score(model, x):
    """Score ∇f = ∇ log p at points, in nats per unit of length.

    Shapes: (n, 2) -> (n, 2).
    Raises: ValueError if `x` is not (n, 2) or not finite.
    Source: Song & Kingma 2021, section 2.
    """
    _check_points(x=x)
    return model._score(x)


def contrastive_loss(model, data, samples):
    """mean f(samples) − mean f(data), in nats: its gradient is that of −mean log p(data) if the samples are the model's own.

    No gradient flows to the samples. There may be more of one than of the other.
    Shapes: (n, 2), (m, 2) -> ().
    Raises: ValueError if `data` or `samples` are not (n, 2) or not finite.
    Source: Song & Kingma 2021, equations 3 and 4.
    """
    _check_points(data=data, samples=samples)
    return tf.reduce_mean(model._f(tf.stop_gradient(samples))) - tf.reduce_mean(model._f(data))


def fit(model, x, n_steps=1000, seed=0):
    """Takes steps of Adam down the contrastive loss, and returns that loss before each of them, in nats.

    The samples are the states of 256 chains that go on from step to step, five moves of ε = 0.1 each time; a twentieth of them,
    another one each time, starts anew from N(0, 9 I), so that the model learns to lead chains from there to the data. What is
    minimised is the loss + 0.001 mean f², over both batches, which keeps f near 0. The learning rate falls to 0.
    Shapes: (n, 2) -> (n_steps,).
    Raises: ValueError if `x` is not (n, 2) and finite, or `n_steps` negative.
    Source: Du & Mordatch 2019, algorithm 1.
    """
    _check_points(x=x)
    check_integer(0, n_steps=n_steps)
    generator = tf.random.Generator.from_seed(seed)
    adam = Adam(model.trainable_variables)
    training_step = tf.function(functools.partial(_training_step, model, adam, generator), autograph=False)
    chains, losses = _start(N_CHAINS, generator), []
    for k in trange(n_steps, disable=None):
        chains, loss = training_step(x, chains, tf.constant(LEARNING_RATE * (1 - k / n_steps)))
        losses.append(loss)
    return tf.convert_to_tensor(losses, tf.float32)


def sample(model, n=1000, step_size=0.01, n_steps=1000, seed=0):
    """Last states of n Langevin chains that start from N(0, 9 I).

    They are finite at any step size: the slope of SiLU is at most 1.1, so that the score is bounded by the weights, and no step
    leads further than ε times that bound and its noise.
    Shapes: -> (n, 2).
    Raises: ValueError if `n` is below 1, `step_size` not positive or `n_steps` negative.
    Source: Roberts & Tweedie 1996, section 1.4.1, with h = 2ε.
    """
    check_integer(1, n=n)
    check_positive(step_size=step_size)
    check_integer(0, n_steps=n_steps)
    generator = tf.random.Generator.from_seed(seed)
    return langevin_sample(_start(n, generator), model._score, step_size, n_steps, _seed(generator))


def _training_step(model, adam, generator, x, chains, learning_rate):
    """The chains' next states, and the contrastive loss before the step."""
    renewed = generator.uniform((N_CHAINS, 1)) < RENEWED
    chains = tf.where(renewed, _start(N_CHAINS, generator), chains)
    samples = langevin_sample(chains, model._score, STEP_SIZE, N_MOVES, _seed(generator))
    data = tf.gather(x, generator.uniform((N_CHAINS,), maxval=x.shape[0], dtype=tf.int32))
    with tf.GradientTape() as tape:
        f_samples, f_data = model._f(samples), model._f(data)
        loss = tf.reduce_mean(f_samples) - tf.reduce_mean(f_data)
        objective = loss + REGULARISER * tf.reduce_mean(f_samples**2 + f_data**2)
    adam.apply(tape.gradient(objective, adam.variables), learning_rate)
    return samples, loss


def _dense(n_inputs, n_outputs, activation=None):
    """A layer that starts as in PyTorch: TF: else all biases are 0, and every bend of f starts at the origin."""
    limit = n_inputs**-0.5
    start = keras.initializers.RandomUniform
    return layers.Dense(n_outputs, activation, kernel_initializer=start(-limit, limit), bias_initializer=start(-limit, limit))


def _start(n, generator):
    return START * generator.normal((n, 2))


def _seed(generator):
    """Of a chain, whose noise must not be the numbers that its start was drawn from."""
    return generator.uniform((), maxval=2**31 - 1, dtype=tf.int32)


def _check_points(**arguments):
    check_shape((None, 2), **arguments)
    check_finite(**arguments)
