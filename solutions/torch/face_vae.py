"""Variational autoencoder of colour pictures of faces, and what can be done with its codes."""

import torch
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
        raise NotImplementedError("FaceVAE is yours to write")

    def encode(self, x):
        """Mean and log variance of q(z | x).  Shapes: (n, 3, 45, 45) -> (n, 100), (n, 100)."""
        raise NotImplementedError("FaceVAE.encode is yours to write")

    def decode(self, z):
        """Mean of the likelihood, not below 0.  Shapes: (n, 100) -> (n, 3, 45, 45)."""
        raise NotImplementedError("FaceVAE.decode is yours to write")

    def forward(self, x):
        raise NotImplementedError("FaceVAE.forward is yours to write")

    def elbo(self, x, noise):
        """Evidence lower bound of each image, −(½ · factor · ‖x − reconstruction‖² + KL), in nats, from one sample of z.

        Shapes: (n, 3, 45, 45), (n, 100) -> (n,). `noise` is standard normal; the Gaussian's constant is left out.
        Source: Kingma & Welling 2014, equation 10.
        """
        raise NotImplementedError("FaceVAE.elbo is yours to write")

    def negative_elbo(self, x, noise):
        """The loss, −mean ELBO.  Shapes: (n, 3, 45, 45), (n, 100) -> ()."""
        raise NotImplementedError("FaceVAE.negative_elbo is yours to write")

    def generate(self, noise):
        """Images decoded from standard normal noise.  Shapes: (n, 100) -> (n, 3, 45, 45)."""
        raise NotImplementedError("FaceVAE.generate is yours to write")


def fit(model, x, n_epochs, batch_size=128, learning_rate=1e-3, seed=0):
    """Minimises the negative ELBO by Adam and returns its mean over each epoch, in nats an image.

    Shapes: (n, 3, 45, 45) -> (n_epochs,). Order and noise are drawn anew in every epoch.
    Raises: ValueError if `x` is not (n, 3, 45, 45) and finite, `n_epochs` negative, `batch_size` below 1 or `learning_rate`
    not positive.
    Source: Kingma & Welling 2014, algorithm 1.
    """
    raise NotImplementedError("fit is yours to write")


def attribute_groups(scores, size=36):
    """Indices of the highest scores, descending, and of the lowest, ascending; of equal ones the first comes first.

    Shapes: (n,) -> (size,), (size,), both int64; 1 ≤ size ≤ n.
    Raises: ValueError if `scores` has not one axis or is not finite, or if `size` is out of range.
    """
    raise NotImplementedError("attribute_groups is yours to write")


def latent_plane(codes_a, codes_b):
    """Two groups of codes along the two principal components of both together, measured from the mean of both together.

    The largest entry of either component, by magnitude, is positive.
    Shapes: (n, k), (m, k) -> (n, 2), (m, 2); k ≥ 2.
    Raises: ValueError if the widths differ or are below 2, the number of axes is wrong or anything is not finite.
    Source: Jolliffe 2002, section 5.1.
    """
    raise NotImplementedError("latent_plane is yours to write")


def morph(model, x1, x2, n):
    """Images on the way from one to another: decoded at even steps between their mean codes, both ends included.

    Shapes: single images (...), (...) -> (n, ...), n ≥ 2.
    Raises: ValueError if the shapes differ, anything is not finite or `n` is below 2.
    Source: White 2016 (interpolation between codes).
    """
    raise NotImplementedError("morph is yours to write")


def attribute_shift(model, with_attribute, without_attribute):
    """The images without an attribute, decoded from their mean codes plus the difference of both groups' mean codes.

    Shapes: (n, ...), (m, ...) -> (m, ...).
    Raises: ValueError if an image has a wrong shape or is not finite.
    Source: Larsen et al. 2016 (visual attribute vectors).
    """
    raise NotImplementedError("attribute_shift is yours to write")


def generate_near(model, x, noise_level, noise):
    """Images like given ones: decoded from their mean codes plus noise of the given standard deviation.

    Shapes: (n, ...), non-negative scalar, (n, k) standard normal -> (n, ...).
    Raises: ValueError if the shapes do not fit, anything is not finite or `noise_level` is negative.
    """
    raise NotImplementedError("generate_near is yours to write")


def crop_and_resize(images, border=70, size=45):
    """Images without a border on each side, resized by linear interpolation with anti-aliasing.

    Shapes: (n, c, h, w) -> (n, c, size, size); 0 ≤ border, 2 · border < h, w.
    Raises: ValueError if `images` has not four axes or is not finite, or if `border` or `size` is out of range.
    Source: Heckbert 1989, chapter 3 (a kernel is widened where images shrink).
    """
    raise NotImplementedError("crop_and_resize is yours to write")
