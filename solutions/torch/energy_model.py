"""Energy model of points in the plane, trained by contrast with its own Langevin samples."""

import torch
from torch import nn
from tqdm import trange

from viva.arguments import check_finite, check_integer, check_positive, check_shape

N_HIDDEN = 128
START = 3.0  # standard deviation of the points from which chains start
LEARNING_RATE, REGULARISER = 2e-3, 1e-3
N_CHAINS, N_MOVES, STEP_SIZE = 256, 5, 0.1  # in training
RENEWED = 0.05  # share of the chains that start anew in each step of training
silu_backward = torch.ops.aten.silu_backward  # (gradient, x): the gradient times the derivative of SiLU at x


class EnergyModel(nn.Module):
    """Dense network 2-128-128-1 with SiLU, whose value is f, minus the energy, of the density p ∝ exp f; 17,025 parameters.

    Called on points `(n, 2)`, it returns f `(n,)` in nats, up to a constant.
    Raises: ValueError if the points are not (n, 2) or not finite.
    Source: Song & Kingma 2021, equation 1; Elfwing, Uchibe & Doya 2018, equation 1 (SiLU).
    """

    def __init__(self, seed=0):
        raise NotImplementedError("EnergyModel is yours to write")

    def forward(self, x):
        raise NotImplementedError("EnergyModel.forward is yours to write")


def score(model, x):
    """Score ∇f = ∇ log p at points, in nats per unit of length.

    Shapes: (n, 2) -> (n, 2).
    Raises: ValueError if `x` is not (n, 2) or not finite.
    Source: Song & Kingma 2021, section 2.
    """
    raise NotImplementedError("score is yours to write")


def contrastive_loss(model, data, samples):
    """mean f(samples) − mean f(data), in nats: its gradient is that of −mean log p(data) if the samples are the model's own.

    No gradient flows to the samples. There may be more of one than of the other.
    Shapes: (n, 2), (m, 2) -> ().
    Raises: ValueError if `data` or `samples` are not (n, 2) or not finite.
    Source: Song & Kingma 2021, equations 3 and 4.
    """
    raise NotImplementedError("contrastive_loss is yours to write")


def fit(model, x, n_steps=1000, seed=0):
    """Takes steps of Adam down the contrastive loss, and returns that loss before each of them, in nats.

    The samples are the states of 256 chains that go on from step to step, five moves of ε = 0.1 each time; a twentieth of them,
    another one each time, starts anew from N(0, 9 I), so that the model learns to lead chains from there to the data. What is
    minimised is the loss + 0.001 mean f², over both batches, which keeps f near 0. The learning rate falls to 0.
    Shapes: (n, 2) -> (n_steps,).
    Raises: ValueError if `x` is not (n, 2) and finite, or `n_steps` negative.
    Source: Du & Mordatch 2019, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def sample(model, n=1000, step_size=0.01, n_steps=1000, seed=0):
    """Last states of n Langevin chains that start from N(0, 9 I).

    They are finite at any step size: the slope of SiLU is at most 1.1, so that the score is bounded by the weights, and no step
    leads further than ε times that bound and its noise.
    Shapes: -> (n, 2).
    Raises: ValueError if `n` is below 1, `step_size` not positive or `n_steps` negative.
    Source: Roberts & Tweedie 1996, section 1.4.1, with h = 2ε.
    """
    raise NotImplementedError("sample is yours to write")
