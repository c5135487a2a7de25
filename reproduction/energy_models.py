"""004: a conditional variational autoencoder, light curves, and an energy-based model."""

import functools

import numpy as np

from viva.chance import energy_distance
from viva.data import load
from viva.headlines import headline

N_STEPS = 1000


@headline("004, exercise 1", "parameters of the conditional VAE", "1099600")
def parameters(conditional_vae):
    return sum(p.size for p in conditional_vae.ConditionalVAE(seed=0).parameters())


@headline("004, exercise 2", "p of the curves in its figure, printed as 0.0.195695", "0.195695", data="light_curves")
def condition():
    return float(np.unique(load("light_curves")["parameters"][:, 3])[0])


@functools.cache
def trained(energy_model):
    """The model after its contrastive training on the roll."""
    model = energy_model.EnergyModel(seed=0)
    energy_model.fit.options(deadline=600)(model, roll(), N_STEPS, seed=0)
    return model


def roll():
    """A thousand points of the roll."""
    return load("swiss_roll_2d")["x"].astype(np.float32)


@headline("004, exercise 3", "energy distance from the roll to the start, N(0, 9I)", "2.4")
def before():
    return energy_distance(roll(), 3 * np.random.default_rng(0).standard_normal((1000, 2)))


def after(step_size, expected):
    """The distance after a thousand steps of one of the three sizes."""

    @headline("004, exercise 3", f"the same after 1000 Langevin steps of ε = {step_size}", expected)
    def distance(energy_model):
        samples = energy_model.sample(trained(energy_model), 1000, step_size, N_STEPS, seed=0)
        return energy_distance(roll(), samples)

    return distance


COARSE, RIGHT, SHORT = after(0.1, ""), after(0.01, "≤ 0.60"), after(0.001, "")
