"""What is done with codes and photographs of faces gives the same in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close, assert_equal
from viva.wire import Images

from .weights import to_keras

RNG = np.random.default_rng(0)
X = RNG.random((5, 45, 45, 3), dtype=np.float32)
NOISE = RNG.normal(size=(5, 100)).astype(np.float32)
CODES = RNG.normal(3, 1, (9, 6)) * np.array([3, 2, 1, 0.5, 0.5, 0.5])
SCORES = RNG.integers(-3, 4, 20).astype(np.float64)


@pytest.fixture
def models(twins):
    """The twins' tasks, each with a model of the same parameters."""
    torch, tensorflow = tasks = twins("face_vae")
    models = torch.FaceVAE(seed=3), tensorflow.FaceVAE(seed=3)
    models[1].set_parameters(to_keras(models[0].parameters()))
    return list(zip(tasks, models, strict=True))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("morph", (Images(X[0]), Images(X[1]), 4)),
        ("attribute_shift", (Images(X[:2]), Images(X[2:]))),
        ("generate_near", (Images(X), 0.3, NOISE)),
    ],
)
def test_walks_among_codes_agree(models, function, arguments):
    """The same pictures to rounding."""
    torch, tensorflow = (getattr(task, function).options(images=True)(model, *arguments) for task, model in models)
    assert np.ptp(torch) > 0, "the pictures are of one colour"
    assert_close(torch, tensorflow)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_planes_agree(twins, dtype):
    """The same coordinates with the same signs."""
    codes = CODES.astype(dtype)
    torch, tensorflow = (np.concatenate(twin.latent_plane(codes[:4], codes[4:])) for twin in twins("face_vae"))
    assert_close(torch, tensorflow)


def test_groups_agree(twins):
    """The same places, equal scores in the same order."""
    torch, tensorflow = (twin.attribute_groups(SCORES, 7) for twin in twins("face_vae"))
    for one, other in zip(torch, tensorflow, strict=True):
        assert_equal(one, other)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("border", "size"), [(0, 45), (3, 17), (4, 60)])
def test_photographs_agree(twins, dtype, border, size):
    """The same small pictures, and large ones, to rounding."""
    images = Images(X.astype(dtype)[:, :, :41])
    torch, tensorflow = (twin.crop_and_resize.options(images=True)(images, border, size) for twin in twins("face_vae"))
    assert_close(torch, tensorflow)
