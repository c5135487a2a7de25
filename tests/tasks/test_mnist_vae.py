"""Variational autoencoder of digits with a Gaussian likelihood of variance 1."""

import numpy as np
import pytest
from laws.layers import dense
from laws.subject import GAUSSIAN, Kind, Model, edges, subject
from laws.variational import *  # noqa: F403
from laws.variational import heads_of

from viva.closeness import assert_close, assert_equal, assert_form
from viva.expectations import assert_rejects
from viva.plugin import points, submitted

N_PIXELS, N_HIDDEN = 784, 256
LATENT_DIM = 3  # not the default

KIND = Kind(
    name="MnistVAE",
    sample=(N_PIXELS,),
    code=(LATENT_DIM,),
    output=GAUSSIAN,
    n_outputs=N_PIXELS,
    reduce=np.sum,
    n_parameters=(535_828 + 770,),
    largest_loss=30.0,  # all drawn as their mean: 65.4
    arguments={"latent_dim": LATENT_DIM},
    latent_dim=LATENT_DIM,
    defaults={"batch_size": 128, "learning_rate": 1e-3, "seed": 0},
    lesson=lambda: (edges().reshape(-1, N_PIXELS),),
)
mnist_vae = submitted("mnist_vae")
subject = subject("mnist_vae", KIND)


@points(1)
def test_defaults_of_the_model(subject, rng):
    """MnistVAE() is MnistVAE(latent_dim=2, seed=0), with 535,828 parameters."""
    default, given_all = Model(subject, subject.task.MnistVAE()), subject.built(latent_dim=2)
    assert_equal(sum(p.size for p in default.parameters()), 535_828, what="the number of parameters of MnistVAE()")
    (x,) = subject.samples(rng, 2)
    mean = given_all.encode(x)[0]
    assert_form(mean, (2, 2), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    assert_close(default.encode(x)[0], mean, what="the codes of MnistVAE()")


@pytest.mark.parametrize(("weight", "hidden"), [(0.004, 0.5), (0.004, -1.0), (-0.004, 0.5)])
@points(2)
def test_hidden_layers_are_rectified(subject, weight, hidden):
    """784-256-256 and back, with ReLU in the hidden layers: known weights give known codes and pixels."""
    model, last, widths = subject.shared(), -0.7, (N_HIDDEN, N_HIDDEN)
    biases = [np.full(shape, hidden if shape == (N_HIDDEN,) else last) for shape in model.shapes]
    model.set_parameters([b if b.ndim == 1 else np.full(b.shape, weight) for b in biases])
    mean, _ = model.encode(np.full((1, N_PIXELS), 0.3, np.float32))
    assert_close(mean, np.full((1, LATENT_DIM), dense(0.3 * N_PIXELS, widths, weight, hidden, last)), what="the mean")
    decoded = model.decode(np.full((1, LATENT_DIM), 100.0, np.float32))
    drawn = dense(100 * LATENT_DIM, widths, weight, hidden, last)
    assert_close(decoded, np.full((1, N_PIXELS), drawn), what="the decoded image")


@points(3)
def test_a_linear_model_reaches_the_likelihood_of_probabilistic_pca(subject, rng):
    """Decoder Wz + μ, its posterior as encoder: the ELBO is log N(x; μ, WWᵀ + I) + ½ · 784 log 2π, on average over noise."""
    (x,), mean = subject.samples(rng, 4), rng.random(N_PIXELS).astype(np.float32)
    model, weights = linear_gaussian(subject, rng, mean)
    deviations, covariance = x - mean.astype(np.float64), weights @ weights.T + np.eye(N_PIXELS)
    distances = np.sum(deviations.T * np.linalg.solve(covariance, deviations.T), axis=0)
    expected = -(np.linalg.slogdet(covariance)[1] + distances) / 2
    noise = np.sqrt(LATENT_DIM) * np.concatenate([np.eye(LATENT_DIM), -np.eye(LATENT_DIM)])  # has the moments of N(0, I)
    elbos = [model.ask("elbo", (x,), np.tile(point, (4, 1)).astype(np.float32)) for point in noise]
    assert_close(np.mean(elbos, axis=0), expected, what="the mean ELBO")


def linear_gaussian(subject, rng, mean):
    """A model of p(x | z) = N(Wz + μ, I) with its exact posterior as encoder, and W, whose columns are orthogonal.

    relu(v) − relu(−v) = v: pairs of hidden units pass linear functions. The log variances are what the model makes of its
    biases; W follows from them, because the posterior's variances are those of 1 / (1 + length²).
    """
    model, samples = subject.shared(), subject.samples(rng, 1)
    heads, values = heads_of(model, samples), model.resting(output=mean)
    for i, makes_mean in heads.items():
        values[i][~makes_mean] = rng.uniform(-2.5, -0.5, np.sum(~makes_mean))
    model.set_parameters(values)
    log_var = model.encode(*samples)[1][0].astype(np.float64)
    assert np.all(log_var < 0), f"with its biases below zero, the log variance is {log_var}"
    weights = np.linalg.qr(rng.normal(size=(N_PIXELS, LATENT_DIM)))[0] * np.sqrt(np.expm1(-log_var))
    to_code = weights * np.exp(log_var)
    for i, makes_mean in heads.items():
        values[i][makes_mean] = (-mean @ to_code)[: np.sum(makes_mean)]
    model.set_parameters(linear_layers(values, heads, to_code, weights))
    return model, weights


def linear_layers(values, heads, to_code, weights):
    """The parameters with the matrices filled in, (inputs, outputs) or the other way round, as they are."""
    pairs = np.kron(np.eye(LATENT_DIM, N_HIDDEN // 2), [1.0, -1.0])
    matrices = [to_code @ pairs, np.eye(N_HIDDEN), pairs, pairs.T @ weights.T]
    widths = [p.shape[1] for p in values if p.ndim == 2 and p.shape[0] == N_HIDDEN and p.shape[1] <= 2 * LATENT_DIM]
    turned = np.asarray if sum(widths) == 2 * LATENT_DIM else np.transpose  # widths of the heads, or of the decoder's input
    of_shape = {turned(matrix).shape: turned(matrix) for matrix in matrices}
    filled = [p if p.ndim == 1 or i + 1 in heads else of_shape[p.shape] for i, p in enumerate(values)]
    for i, makes_mean in heads.items():
        turned(filled[i - 1])[:, makes_mean] = pairs.T[:, : np.sum(makes_mean)]  # a layer's biases come after its weights
    return filled


@points(1)
def test_bad_sizes_are_rejected(subject, rng):
    """One latent dimension is enough for a model; none, or fewer, raise ValueError."""
    mean, _ = subject.built(latent_dim=1).encode(*subject.samples(rng, 2))
    assert_form(mean, (2, 1), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    for latent_dim in (0, -1):
        assert_rejects(subject.task.MnistVAE, latent_dim, good=(1,), naming="latent_dim")
