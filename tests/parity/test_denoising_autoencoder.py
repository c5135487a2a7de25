"""The model solutions of `denoising_autoencoder` corrupt alike; test_models.py compares the autoencoders."""

import numpy as np
import pytest

from viva.closeness import assert_close

RNG = np.random.default_rng(0)
X = RNG.random((5, 784), dtype=np.float32)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", ["gaussian", "dropout"])
def test_noisy_images_agree(twins, kind, dtype):
    """The same noise makes the same images."""
    noise = RNG.random(X.shape).astype(dtype)
    torch, tensorflow = (twin.corrupt(X.astype(dtype), kind, noise) for twin in twins("denoising_autoencoder"))
    assert torch.dtype == tensorflow.dtype == dtype
    assert_close(torch, tensorflow, what="the noisy images")
