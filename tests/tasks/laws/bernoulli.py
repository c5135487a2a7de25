"""What a variational autoencoder with a Bernoulli likelihood is asked besides: pixels that are almost black or white."""

import numpy as np
import pytest
from scipy import special

from viva.closeness import assert_close
from viva.plugin import points

from .variational import *  # noqa: F403
from .variational import gradients_of, kl, noise_for


@pytest.mark.parametrize("largest", [100.0, 1e4])
@points(1)
def test_elbo_is_right_for_saturated_pixels(subject, rng, largest):
    """The log-likelihood is computed from logits: right to rounding where the probability itself rounds to 0 or 1."""
    model, samples, noise = subject.shared(), subject.samples(rng, 3), noise_for(subject, rng, 3)
    logits = rng.uniform(-largest, largest, subject.kind.n_outputs).astype(np.float32).astype(np.float64)
    model.rest(logits)
    x, logits = samples[0], np.broadcast_to(logits, samples[0].shape)
    expected = -subject.cost(x, logits) - kl(*model.encode(*samples))
    scale = np.sum((np.abs(x * logits) + np.logaddexp(0, logits)).reshape(3, -1), axis=1)
    assert_close(model.ask("elbo", samples, noise), expected, what="the ELBO", scale=scale)


@pytest.mark.parametrize("logit", [-1e4, -100.0, -1.0, 100.0, 1e4])
@points(1)
def test_saturated_pixels_keep_their_gradient(subject, rng, logit):
    """The loss changes with a pixel's logit by p − x, and by nothing else, also where p rounds to 0 or 1."""
    model, samples, noise = subject.shared(), subject.samples(rng, 3), noise_for(subject, rng, 3)
    model.rest(logit)
    gradient = gradients_of(model, samples, noise)[model.output_place]
    slopes = (special.expit(logit) - samples[0].astype(np.float64)).mean(axis=0)  # of a model with a bias a pixel
    expected = slopes.reshape(-1, subject.kind.n_outputs).sum(axis=0)
    assert_close(gradient, expected, what="the gradient", scale=slopes.size / subject.kind.n_outputs)
