"""002: densities of digits on one scale, a Gaussian process, and a search for a minimum."""

import functools

import numpy as np
from tqdm import trange

from gallery.bayesian_optimization import CANDIDATES, START, WAVES, waves
from viva.data import load
from viva.headlines import headline
from viva.wire import Function, Images

N_EPOCHS, BATCH = 25, 1000
N_COMPONENTS, N_STEPS = 10, 10  # of the mixture, and of EM
DEADLINE = 3600.0
WHITE = 255  # grey levels; the document's rows of PPCA and GMM are on their scale, those of the VAEs on 0..1


def digits(*shape):
    """Training and test images of MNIST in [0, 1]."""
    mnist = load("mnist", "real")
    return ((mnist[part].reshape(-1, *shape) / WHITE).astype(np.float32) for part in ("x_train", "x_test"))


def variational(task, name, *shape):
    """Mean test ELBO in nats and mean squared error a pixel of what sampled codes decode to, after 25 epochs with the defaults."""
    train, test = digits(*shape)
    images = Images if len(shape) == 3 else lambda x: x
    model, rng = getattr(task, name)(seed=0), np.random.default_rng(0)
    task.fit.options(deadline=DEADLINE)(model, images(train), N_EPOCHS)
    elbo, errors = [], []
    for start in trange(0, len(test), BATCH, desc=name, disable=None, leave=False):
        x, noise = test[start : start + BATCH], rng.normal(size=(BATCH, 2)).astype(np.float32)
        elbo.append(model.elbo(images(x), noise))
        mean, log_var = model.encode(images(x))
        drawn = model.decode.options(images=len(shape) == 3)(mean + np.exp(log_var / 2) * noise)
        errors.append(np.mean((drawn - x) ** 2, dtype=np.float64))
    return float(np.mean(elbo, dtype=np.float64)), float(np.mean(errors))


def probabilistic_pca(ppca, n_components=2):
    """Mean test log density in nats and mean squared error a pixel of what the posterior means stand for."""
    train, test = (x.astype(np.float64) for x in digits(784))
    fitted = mean, weights, _ = ppca.fit.options(deadline=DEADLINE)(train, n_components)
    codes, _ = ppca.posterior(test, *fitted)
    return float(np.mean(ppca.log_likelihood(test, *fitted))), float(np.mean((mean + codes @ weights.T - test) ** 2))


def mixture(gmm, n_components=N_COMPONENTS):
    """Mean test log density in nats and mean squared error a pixel of the means that the responsibilities weigh."""
    train, test = (x.astype(np.float64) for x in digits(784))
    fitted = weights, means, covariances = gmm.fit.options(deadline=DEADLINE)(train, n_components, N_STEPS)
    shares = gmm.responsibilities(test, weights, means, covariances)
    return float(np.mean(gmm.log_likelihood(test, *fitted))), float(np.mean((shares @ means - test) ** 2))


MODELS = {
    "bernoulli_vae": lambda task: variational(task, "BernoulliVAE", 784),
    "conv_vae": lambda task: variational(task, "ConvVAE", 28, 28, 1),
    "ppca": probabilistic_pca,
    "gmm": mixture,
}


@functools.cache
def measured(task):
    """What a model reaches; its log likelihood and its error are two headlines."""
    return MODELS[task.task](task)


def on_grey_levels(log_density):
    """The log density of 784 pixels in [0, 1] as that of the same pixels in 0..255."""
    return log_density - 784 * np.log(WHITE)


@headline("002, table 1", "test ELBO of the VAE, nats an image", "≥ -142.8", data="mnist", long=True)
def elbo(bernoulli_vae):
    return measured(bernoulli_vae)[0]


@headline("002, table 1", "its reconstruction MSE a pixel", "≤ 0.0375", data="mnist", long=True)
def error(bernoulli_vae):
    return measured(bernoulli_vae)[1]


@headline("002, table 1", "test ELBO of the convolutional VAE, nats an image", "≥ -157.5", data="mnist", long=True)
def convolutional_elbo(conv_vae):
    return measured(conv_vae)[0]


@headline("002, table 1", "its reconstruction MSE a pixel", "≤ 0.0447", data="mnist", long=True)
def convolutional_error(conv_vae):
    return measured(conv_vae)[1]


@headline("002, table 1", "test log density of PPCA on 0..255, nats an image", "-4330", data="mnist", long=True)
def ppca_log_density(ppca):
    return on_grey_levels(measured(ppca)[0])


@headline("002, table 1", "its reconstruction MSE, 3629.25 on 0..255, on the scale of the others", "3629.25",
          corrected="0.0558", data="mnist", long=True)  # fmt: skip
def ppca_error(ppca):
    return measured(ppca)[1]


@headline("002, table 1", "test log density of a GMM on 0..255, nats an image (no components named; -1067 = -10670110 / 10000)", "",
          data="mnist", long=True)  # fmt: skip
def gmm_log_density(gmm):
    return on_grey_levels(measured(gmm)[0])


@functools.cache
def posterior(gaussian_process):
    """Two thousand samples of θ = (log ℓ², log v), given the function at five places."""
    return np.concatenate([gaussian_process.sample_posterior(START, waves(START), seed=seed) for seed in range(4)])


@headline("002, section 2.1", "posterior mean of log ℓ²; a grid says -1.630", "-1.6")
def log_lengthscale(gaussian_process):
    return float(posterior(gaussian_process)[:, 0].mean())


@headline("002, section 2.1", "posterior mean of log v; a grid says 1.473", "1.5")
def log_variance(gaussian_process):
    return float(posterior(gaussian_process)[:, 1].mean())


@headline("002, section 2.2", "place of the smallest value found in 30 evaluations", "0.2362")
def minimum(bayesian_optimization):
    x, y = bayesian_optimization.minimize(Function("waves.value", WAVES), START, waves(START), CANDIDATES, 30, 0)
    return float(x[np.argmin(y), 0])
