"""Variational autoencoder of 28 × 28 images in rows, with a Bernoulli likelihood."""

import functools

import keras
import tensorflow as tf
from tqdm import trange

from viva.arguments import check_between, check_finite, check_integer, check_positive, check_shape

N_PIXELS = 784


class BernoulliVAE(keras.Model):
    """Dense encoder 784-400-400 and decoder 400-400-784 with ReLU; 951,988 parameters with two latent dimensions.

    Called on images `(n, 784)` in [0, 1], it reconstructs them from their mean codes.
    Raises: ValueError if `latent_dim` is below 1; in every method, if an argument has a wrong shape or is not finite, or
    if images leave [0, 1].
    Source: Kingma & Welling 2014, appendix C.1.
    """

    def __init__(self, latent_dim=2, seed=0):
        check_integer(1, latent_dim=latent_dim)
        super().__init__()
        self.latent_dim = latent_dim
        generator = keras.random.SeedGenerator(seed)
        self.encoder = _dense_layers([N_PIXELS, 400, 400, 2 * latent_dim], generator)
        self.decoder = _dense_layers([latent_dim, 400, 400, N_PIXELS], generator)
        self.build((None, N_PIXELS))
        # TF: kept with the model, because tracing takes as long as several epochs of a thousand images.
        self.train_epoch = tf.function(functools.partial(_train_epoch, self), autograph=False)

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 784) -> (n, latent_dim), (n, latent_dim)."""
        _check_images(x)
        mean, log_var = tf.split(self.encoder(x), 2, axis=-1)
        return mean, log_var

    def decode(self, z):
        """Probability of a white pixel.  Shapes: (n, latent_dim) -> (n, 784)."""
        check_shape((None, self.latent_dim), z=z)
        check_finite(z=z)
        return tf.sigmoid(self.decoder(z))

    def call(self, x):
        mean, _ = self.encode(x)
        return self.decode(mean)

    def elbo(self, x, noise):
        """Evidence lower bound of each image in nats, with one sample of z and the KL divergence in closed form.

        Shapes: (n, 784), (n, latent_dim) -> (n,). `noise` is standard normal.
        Source: Kingma & Welling 2014, equation 10.
        """
        _check_images(x)
        check_shape((x.shape[0], self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, noise)

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 784), (n, latent_dim) -> ()."""
        return -tf.reduce_mean(self.elbo(x, noise))

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, latent_dim) -> (n, 784)."""
        check_shape((None, self.latent_dim), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 784) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 784) in [0, 1], `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_images(x)
    check_integer(0, n_epochs=n_epochs)
    check_integer(1, batch_size=batch_size)
    check_positive(learning_rate=learning_rate)
    generator = tf.random.Generator.from_seed(seed)
    optimizer = _adam(model, learning_rate)
    losses = []
    for _ in trange(n_epochs, disable=None):
        order = tf.random.experimental.stateless_shuffle(tf.range(len(x)), generator.make_seeds()[:, 0])
        noise = generator.normal((len(x), model.latent_dim))
        losses.append(model.train_epoch(optimizer, x, order, noise, batch_size))
    return tf.convert_to_tensor(losses, tf.float32)


def latent_grid(model, size):
    """Images decoded at a grid of equal prior probability: the normal quantiles of (i + ½)/size, first latent slowest.

    Shapes: size -> (size², 784).
    Raises: ValueError if `size` is below 1 or `model` has not two latent dimensions.
    Source: Kingma & Welling 2014, appendix A.
    """
    check_integer(1, size=size)
    if model.latent_dim != 2:
        raise ValueError(f"model must have two latent dimensions, not {model.latent_dim}")
    quantiles = tf.cast(tf.math.ndtri((tf.range(size, dtype=tf.float64) + 0.5) / size), tf.float32)
    return model.decode(tf.stack([tf.repeat(quantiles, size), tf.tile(quantiles, [size])], axis=-1))


def _dense_layers(sizes, generator):
    """Dense layers with ReLU between them, initialised as by Glorot & Bengio 2010."""
    layers = [keras.Input((sizes[0],))]
    for n_outputs in sizes[1:]:
        initializer = keras.initializers.GlorotUniform(generator)  # TF: else it draws from the global generator
        layers += [keras.layers.Dense(n_outputs, kernel_initializer=initializer), keras.layers.ReLU()]
    return keras.Sequential(layers[:-1])


def _elbo(model, x, noise):
    """`model.elbo` without its checks."""
    mean, log_var = tf.split(model.encoder(x), 2, axis=-1)
    logits = model.decoder(mean + tf.exp(0.5 * log_var) * noise)
    log_likelihood = tf.reduce_sum(x * logits - tf.nn.softplus(logits), axis=-1)
    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mean**2 - 1 - log_var, axis=-1)
    return log_likelihood - kl


def _adam(model, learning_rate):
    """Adam before its first step."""
    if not hasattr(model, "adam"):  # TF: one for all calls of fit, because the traced epoch has its variables
        model.adam = keras.optimizers.Adam()
        model.adam.build(model.trainable_variables)
    for variable in model.adam.variables:
        variable.assign(tf.zeros_like(variable))
    model.adam.learning_rate = float(learning_rate)
    return model.adam


def _train_epoch(model, optimizer, x, order, noise, batch_size):
    """Mean loss of one pass over `x` in the given order; nothing waits for the device."""

    def body(start, total):
        rows, batch_noise = order[start : start + batch_size], noise[start : start + batch_size]
        with tf.GradientTape() as tape:
            elbo = _elbo(model, tf.gather(x, rows), batch_noise)
            loss = -tf.reduce_mean(elbo)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return start + batch_size, total - tf.reduce_sum(elbo)

    n = x.shape[0]
    return tf.while_loop(lambda start, total: start < n, body, [0, 0.0])[1] / n


def _check_images(x):
    check_shape((None, N_PIXELS), x=x)
    check_between(0, 1, x=x)
