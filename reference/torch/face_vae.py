"""Variational autoencoder of colour pictures of faces, and what can be done with its codes."""

import torch
from _training import seeded, train
from pca import fit as principal_components
from pca import project
from torch import nn

from viva.arguments import check_finite, check_integer, check_ndim, check_nonnegative, check_positive, check_same_shape, check_shape

IMAGE, LATENT_DIM = (3, 45, 45), 100


class FaceVAE(nn.Module):
    """Three convolutions with pooling, 45-41-20-18-9-7-3, and four transposed ones with upsampling back, all with ReLU.

    Called on images `(n, 3, 45, 45)` in [0, 1], it reconstructs them from their mean codes; 118,056 + 90,675 parameters.
    The likelihood is N(reconstruction, I / factor).
    Raises: ValueError if `factor` is not positive; in every method, if an argument has a wrong shape or is not finite.
    Source: Kingma & Welling 2014, appendix C.2; Dumoulin & Visin 2016, section 4 (transposed convolutions).
    """

    def __init__(self, seed=0, factor=100.0):
        check_positive(factor=factor)
        super().__init__()
        self.factor = float(factor)
        with seeded(seed):
            # Pooled before the activation: ReLU increases, so that the order changes nothing but the work.
            self.encoder = nn.Sequential(
                *(nn.Conv2d(3, 64, 5), nn.MaxPool2d(2), nn.ReLU()),
                *(nn.Conv2d(64, 64, 3), nn.MaxPool2d(2), nn.ReLU()),
                *(nn.Conv2d(64, 32, 3), nn.MaxPool2d(2), nn.ReLU()),
                *(nn.Flatten(), nn.Linear(32 * 3 * 3, 2 * LATENT_DIM)),
            )
            self.decoder = nn.Sequential(
                nn.Unflatten(1, (LATENT_DIM, 1, 1)),
                *(nn.ConvTranspose2d(LATENT_DIM, 64, 3), nn.ReLU(), nn.Upsample(scale_factor=2)),
                *(nn.ConvTranspose2d(64, 32, 3), nn.ReLU(), nn.Upsample(scale_factor=2)),
                *(nn.ConvTranspose2d(32, 16, 5), nn.ReLU(), nn.Upsample(scale_factor=2)),
                *(nn.ConvTranspose2d(16, 3, 6), nn.ReLU()),
            )
            nn.init.constant_(self.decoder[-2].bias, 0.5)  # grey at first: where all is below zero, nothing has a gradient

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 3, 45, 45) -> (n, 100), (n, 100)."""
        _check_images(x=x)
        mean, log_var = self.encoder(x).chunk(2, dim=-1)
        return mean, log_var

    def decode(self, z):
        """Mean of the likelihood, not below 0.  Shapes: (n, 100) -> (n, 3, 45, 45)."""
        check_shape((None, LATENT_DIM), z=z)
        check_finite(z=z)
        return self.decoder(z)

    def forward(self, x):
        mean, _ = self.encode(x)
        return self.decode(mean)

    def elbo(self, x, noise):
        """Evidence lower bound of each image, −(½ · factor · ‖x − reconstruction‖² + KL), in nats, from one sample of z.

        Shapes: (n, 3, 45, 45), (n, 100) -> (n,). `noise` is standard normal; the Gaussian's constant is left out.
        Source: Kingma & Welling 2014, equation 10.
        """
        _check_images(x=x)
        check_shape((x.shape[0], LATENT_DIM), noise=noise)
        check_finite(noise=noise)
        return _elbo(self, x, noise)

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 3, 45, 45), (n, 100) -> ()."""
        return -self.elbo(x, noise).mean()

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, 100) -> (n, 3, 45, 45)."""
        check_shape((None, LATENT_DIM), noise=noise)
        check_finite(noise=noise)
        return self.decode(noise)


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 3, 45, 45) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 3, 45, 45) and finite, `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    _check_images(x=x)
    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)


def attribute_groups(scores, size=36):
    """Indices of the highest scores, descending, and of the lowest, ascending; of equal ones the first comes first.

    Shapes: (n,) -> (size,), (size,), both int64; 1 ≤ size ≤ n.
    Raises: ValueError if `scores` has not one axis or is not finite, or if `size` is out of range.
    """
    check_ndim(1, scores=scores)
    check_finite(scores=scores)
    check_integer(1, scores.shape[0], size=size)
    highest = scores.sort(descending=True, stable=True).indices
    lowest = scores.sort(stable=True).indices
    return highest[:size], lowest[:size]


def latent_plane(codes_a, codes_b):
    """Two groups of codes along the two principal components of both together, measured from the mean of both together.

    The largest entry of either component, by magnitude, is positive.
    Shapes: (n, k), (m, k) -> (n, 2), (m, 2); k ≥ 2.
    Raises: ValueError if the widths differ or are below 2, the number of axes is wrong or anything is not finite.
    Source: Jolliffe 2002, section 5.1.
    """
    check_ndim(2, codes_a=codes_a, codes_b=codes_b)
    check_shape((None, codes_a.shape[1]), codes_b=codes_b)
    check_finite(codes_a=codes_a, codes_b=codes_b)
    mean, components, _ = principal_components(torch.cat([codes_a, codes_b]), 2)
    return project(codes_a, mean, components), project(codes_b, mean, components)


def morph(model, x1, x2, n):
    """Images on the way from one to another: decoded at even steps between their mean codes, both ends included.

    Shapes: single images (...), (...) -> (n, ...), n ≥ 2.
    Raises: ValueError if the shapes differ, anything is not finite or `n` is below 2.
    Source: White 2016 (interpolation between codes).
    """
    check_same_shape(x1=x1, x2=x2)
    check_finite(x1=x1, x2=x2)
    check_integer(2, n=n)
    mean, _ = model.encode(torch.stack([x1, x2]))
    weights = torch.linspace(0, 1, n, device=mean.device)[:, None]
    return model.decode((1 - weights) * mean[0] + weights * mean[1])


def attribute_shift(model, with_attribute, without_attribute):
    """The images without an attribute, decoded from their mean codes plus the difference of both groups' mean codes.

    Shapes: (n, ...), (m, ...) -> (m, ...).
    Raises: ValueError if an image has a wrong shape or is not finite.
    Source: Larsen et al. 2016 (visual attribute vectors).
    """
    mean_with, _ = model.encode(with_attribute)
    mean_without, _ = model.encode(without_attribute)
    return model.decode(mean_without + mean_with.mean(dim=0) - mean_without.mean(dim=0))


def generate_near(model, x, noise_level, noise):
    """Images like given ones: decoded from their mean codes plus noise of the given standard deviation.

    Shapes: (n, ...), non-negative scalar, (n, k) standard normal -> (n, ...).
    Raises: ValueError if the shapes do not fit, anything is not finite or `noise_level` is negative.
    """
    check_nonnegative(noise_level=noise_level)
    mean, _ = model.encode(x)
    check_shape(mean.shape, noise=noise)
    check_finite(noise=noise)
    return model.decode(mean + noise_level * noise)


def crop_and_resize(images, border=70, size=45):
    """Images without a border on each side, resized by linear interpolation with anti-aliasing.

    Shapes: (n, c, h, w) -> (n, c, size, size); 0 ≤ border, 2 · border < h, w.
    Raises: ValueError if `images` has not four axes or is not finite, or if `border` or `size` is out of range.
    Source: Heckbert 1989, chapter 3 (a kernel is widened where images shrink).
    """
    check_ndim(4, images=images)
    check_finite(images=images)
    h, w = images.shape[2:]
    check_integer(0, (min(h, w) - 1) // 2, border=border)
    check_integer(1, size=size)
    rows, columns = (_interpolation(n - 2 * border, size, images) for n in (h, w))
    return rows @ images[..., border : h - border, border : w - border] @ columns.mT


def _interpolation(n, size, images):
    """Weight of each of n pixels in each of `size`, whose centres are spread evenly over them: (size, n)."""
    step = n / size
    centres = (torch.arange(size, dtype=images.dtype, device=images.device) + 0.5) * step - 0.5
    distances = (torch.arange(n, dtype=images.dtype, device=images.device) - centres[:, None]).abs()
    weights = (1 - distances / max(step, 1)).clamp(min=0)
    return weights / weights.sum(dim=1, keepdim=True)


def _elbo(model, x, noise):
    """`model.elbo` without its checks."""
    mean, log_var = model.encoder(x).chunk(2, dim=-1)
    reconstruction = model.decoder(mean + (0.5 * log_var).exp() * noise)
    log_likelihood = -0.5 * model.factor * ((x - reconstruction) ** 2).sum(dim=(1, 2, 3))
    kl = 0.5 * (log_var.exp() + mean**2 - 1 - log_var).sum(dim=-1)
    return log_likelihood - kl


def _losses(model, x, generator):
    """Negative ELBO of each image, with noise from the generator."""
    return -_elbo(model, x, torch.randn(len(x), LATENT_DIM, generator=generator, device=x.device))


def _check_images(**images):
    check_shape((None, *IMAGE), **images)
    check_finite(**images)
