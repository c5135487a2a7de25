"""The model solutions of `conditional_vae` draw the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close

from .weights import to_keras


@pytest.mark.parametrize("number", [0, 3080, "007"])
def test_numbers_agree(twins, number):
    """The same digits at the same places."""
    pair = twins("conditional_vae")
    models = [twin.ConditionalVAE(latent_dim=3, seed=1) for twin in pair]
    models[1].set_parameters(to_keras(models[0].parameters()))
    noise = np.random.default_rng(0).normal(size=(len(str(number)), 3)).astype(np.float32)
    torch, tensorflow = (twin.draw_number(model, number, noise) for twin, model in zip(pair, models, strict=True))
    assert np.ptp(torch) > 0, "all pixels are the same"
    assert_close(torch, tensorflow, scale=1.0)
