"""Energy model of points in the plane, trained by contrast with its own Langevin samples."""

import torch
from _training import seeded
from langevin import sample as langevin_sample
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
        super().__init__()
        with seeded(seed):
            self.network = nn.Sequential(
                *(nn.Linear(2, N_HIDDEN), nn.SiLU(), nn.Linear(N_HIDDEN, N_HIDDEN), nn.SiLU(), nn.Linear(N_HIDDEN, 1))
            )

    def forward(self, x):
        _check_points(x=x)
        return self._f(x)

    def _f(self, x):
        return self.network(x).squeeze(-1)

    @torch.no_grad()
    def _score(self, x):
        """∇f. Torch: by the chain rule, as autograd takes half as long again, and chains do little else."""
        first, _, second, _, last = self.network
        before_first = first(x)
        before_second = second(nn.functional.silu(before_first))
        back = silu_backward(last.weight.expand_as(before_second), before_second) @ second.weight
        return silu_backward(back, before_first) @ first.weight


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
    return model._f(samples.detach()).mean() - model._f(data).mean()


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
    generator = torch.Generator(x.device).manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
    chains = _start(N_CHAINS, generator)
    losses = torch.zeros(n_steps, device=x.device)
    for k in trange(n_steps, disable=None):
        optimizer.param_groups[0]["lr"] = LEARNING_RATE * (1 - k / n_steps)
        chains, losses[k] = _training_step(model, optimizer, x, chains, generator)
    return losses


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
    generator = torch.Generator(next(model.parameters()).device).manual_seed(seed)
    return langevin_sample(_start(n, generator), model._score, step_size, n_steps, _seed(generator))


def _training_step(model, optimizer, x, chains, generator):
    """The chains' next states, and the contrastive loss before the step."""
    renewed = torch.rand(N_CHAINS, 1, generator=generator, device=x.device) < RENEWED
    chains = torch.where(renewed, _start(N_CHAINS, generator), chains)
    samples = langevin_sample(chains, model._score, STEP_SIZE, N_MOVES, _seed(generator))
    data = x[torch.randint(len(x), (N_CHAINS,), generator=generator, device=x.device)]
    f_samples, f_data = model._f(samples), model._f(data)
    loss = f_samples.mean() - f_data.mean()
    optimizer.zero_grad()
    (loss + REGULARISER * (f_samples**2 + f_data**2).mean()).backward()
    optimizer.step()
    return samples, loss.detach()


def _start(n, generator):
    return START * torch.randn(n, 2, generator=generator, device=generator.device)


def _seed(generator):
    """Of a chain, whose noise must not be the numbers that its start was drawn from."""
    return torch.randint(2**31, (), generator=generator, device=generator.device).item()


def _check_points(**arguments):
    check_shape((None, 2), **arguments)
    check_finite(**arguments)
