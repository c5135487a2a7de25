"""Recurrent autoencoder of images, read and written row by row."""

import numpy as np
import pytest
from laws.autoencoder import *  # noqa: F403
from laws.subject import BERNOULLI, Kind, subject
from scipy.special import expit

from viva.closeness import assert_close
from viva.plugin import points, submitted

SIDE, N_UNITS, CODE_DIM = 28, 100, 30
WEIGHT, CODE = 0.01, 0.3  # no gate is near its limit


def halves():
    """Noisy images whose left or right half is bright, by turns: their mean is an even grey, and one bit tells them apart."""
    left = np.arange(SIDE) < SIDE // 2
    patterns = np.array([np.broadcast_to(half, (SIDE, SIDE)) for half in (left, ~left)])
    noise = np.random.default_rng(0).random((256, SIDE, SIDE))
    return (np.abs(patterns[np.arange(256) % 2] - 0.2 * noise).astype(np.float32),)


KIND = Kind(
    name="RecurrentAutoencoder",
    sample=(SIDE, SIDE),
    code=(CODE_DIM,),
    output=BERNOULLI,
    n_outputs=SIDE,
    reduce=np.mean,
    n_parameters=(122_548, 123_468),  # with one bias or two in every LSTM
    largest_loss=0.5,  # all drawn as their mean: 0.693
    defaults={"batch_size": 32, "seed": 0},
    lesson=halves,
    n_epochs=6,
)
recurrent_autoencoder = submitted("recurrent_autoencoder")
subject = subject("recurrent_autoencoder", KIND)


def even(subject, bias):
    """A model whose weights are all equal, so that their layout and the order of the gates do not matter, and its biases too."""
    model = subject.shared()
    doubled = model.shapes.count((4 * CODE_DIM,)) == 2  # PyTorch adds two biases in every LSTM
    biases = [bias / (1 + (doubled and shape != (SIDE,))) for shape in model.shapes]
    model.set_parameters([np.full(s, WEIGHT if len(s) > 1 else b) for s, b in zip(model.shapes, biases, strict=True)])
    return model


def states(inputs, n_units, bias):
    """The state of an LSTM with equal weights after each step; `inputs` are sums over what comes in.  Source: Gers et al. 2000."""
    state, cell, found = 0.0, 0.0, []
    for entered in inputs:
        total = WEIGHT * (entered + n_units * state) + bias
        cell = expit(total) * (cell + np.tanh(total))
        state = expit(total) * np.tanh(cell)
        found.append(state)
    return np.array(found)


@pytest.mark.parametrize("bias", [-0.8, 0.6])
@points(2)
def test_code_is_the_last_state_of_two_lstms_over_the_rows(subject, rng, bias):
    """LSTM 100 reads the rows from top to bottom, LSTM 30 its states, and the last of its own is the code."""
    x = subject.samples(rng, 1)[0]
    code = states(N_UNITS * states(x[0].sum(axis=1, dtype=np.float64), N_UNITS, bias), CODE_DIM, bias)[-1]
    assert_close(even(subject, bias).encode(x), np.full((1, CODE_DIM), code), what="the code")


@pytest.mark.parametrize("bias", [-0.8, 0.6])
@points(2)
def test_rows_come_from_an_lstm_that_gets_the_code_at_every_step(subject, bias):
    """LSTM 100 gets the code 28 times, and a dense layer with a sigmoid makes a row of each of its states."""
    written = states(np.full(SIDE, CODE_DIM * CODE), N_UNITS, bias)
    expected = np.repeat(expit(WEIGHT * N_UNITS * written + bias)[None, :, None], SIDE, axis=2)
    drawn = even(subject, bias).decode(np.full((1, CODE_DIM), CODE, np.float32))
    assert_close(drawn, expected, what="the decoded image")
