"""The model solutions of `bernoulli_vae` draw the same grid; test_models.py compares the autoencoders."""

import numpy as np

from viva.closeness import assert_close

from .weights import to_keras


def test_grids_agree(twins):
    """The same grid in the same order."""
    pair = twins("bernoulli_vae")
    models = [twin.BernoulliVAE(seed=3) for twin in pair]
    models[1].set_parameters(to_keras(models[0].parameters()))
    torch, tensorflow = (twin.latent_grid(model, 4) for twin, model in zip(pair, models, strict=True))
    assert np.ptp(torch) > 0, "all pixels are the same"
    assert_close(torch, tensorflow, scale=1.0)
