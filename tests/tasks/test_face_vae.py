"""Variational autoencoder of faces, and what can be done with its codes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.subject import GAUSSIAN, Kind, assert_form_and_inputs, subject
from laws.variational import *  # noqa: F403
from laws.variational import noise_for
from scipy import signal

from viva.closeness import assert_close, assert_equal, assert_form
from viva.expectations import assert_rejects
from viva.plugin import points, submitted
from viva.strategies import dtypes, samples, seeds
from viva.wire import Images

SIDE, LATENT_DIM = 45, 100
FACTOR = 40.0  # not the default
GREY_LEVEL = 1 / 255  # the least that a picture of eight bits a colour can show
SPREAD = (9.0, 4.0, 1.0)  # singular values of codes
ROUGHEST = 0.5  # of the deviation of pixels, after anti-aliasing: 0.41 where pixels are averaged by area, 0.67 without it
# Inputs of a unit, by the number of the layer's weights: 45-41-20-18-9-7-3 and back; the dense layers have 288.
N_INPUTS = {4800: 75, 36_864: 576, 18_432: 576, 57_600: 100, 12_800: 800, 1728: 576}


def plain_greys():
    """Pictures of one grey level each, from black to white: who knows it saves most of their cost."""
    levels = np.linspace(0, 1, 34, dtype=np.float32)[:, None, None, None]  # 32 and 2: two steps an epoch
    return (np.broadcast_to(levels, (34, SIDE, SIDE, 3)).copy(),)


KIND = Kind(
    name="FaceVAE",
    sample=(SIDE, SIDE, 3),
    code=(LATENT_DIM,),
    output=replace(
        GAUSSIAN,
        drawn=lambda values: np.maximum(values, 0),
        cost=lambda x, values: FACTOR * (x - np.maximum(values, 0)) ** 2 / 2,
        cost_of_drawn=lambda x, drawn: FACTOR * (x - drawn) ** 2 / 2,
        rate=0.05,
        levels=(0.5, 1.0),
    ),
    n_outputs=3,
    reduce=np.sum,
    n_parameters=(118_056 + 90_675,),
    largest_loss=7500.0,  # all drawn as their mean: 10739
    arguments={"factor": FACTOR},
    latent_dim=LATENT_DIM,
    images=True,
    defaults={"batch_size": 128, "learning_rate": 1e-3, "seed": 0},
    lesson=plain_greys,
    n_epochs=72,
    weak=0.45,
    n_draws=40,
)
face_vae = submitted("face_vae")
subject = subject("face_vae", KIND)


@points(1)
def test_factor_is_one_hundred_by_itself(subject, rng):
    """FaceVAE() is FaceVAE(seed=0, factor=100)."""
    (x,), noise = subject.samples(rng, 2), noise_for(subject, rng, 2)
    default, given_all = (model.elbo(Images(x), noise) for model in (subject.task.FaceVAE(), subject.built(factor=100.0).remote))
    assert np.all(given_all < 0), f"the ELBO of grey samples is negative, not {given_all}"
    assert_close(default, given_all, what="the ELBO of FaceVAE()")


def even(subject, gain, bias):
    """A model whose layers have all weights equal, so that their layout does not matter: `gain` times a mean of the inputs."""
    model = subject.shared()
    inputs = [1 if len(s) == 1 else 288 if len(s) == 2 else N_INPUTS[math.prod(s)] for s in model.shapes]
    model.set_parameters([np.full(s, bias if len(s) == 1 else gain / n) for s, n in zip(model.shapes, inputs, strict=True)])
    return model


def pooled(plane):
    """The largest of every two by two; an odd row or column at the end is left out."""
    half = len(plane) // 2
    return plane[: 2 * half, : 2 * half].reshape(half, 2, half, 2).max(axis=(1, 3))


@pytest.mark.parametrize(("gain", "bias"), [(2.0, -0.4), (-2.0, 0.5)])
@points(2)
def test_codes_come_from_three_pooled_convolutions(subject, rng, gain, bias):
    """5 × 5, 3 × 3 and 3 × 3 without padding, ReLU, largest of 2 × 2 each time; one dense layer. Known weights, known codes."""
    blocks = rng.uniform(0.6, 1, (1, 15, 15, 3)) * np.linspace(0, 1, 15)[:, None]  # from dark to bright: values on both sides of 0
    x = blocks.astype(np.float32).repeat(3, axis=1).repeat(3, axis=2)
    plane = x[0].astype(np.float64).mean(axis=-1)
    for width in (5, 3, 3):
        plane = pooled(np.maximum(gain * signal.convolve2d(plane, np.ones((width, width)) / width**2, "valid") + bias, 0))
    mean, log_var = even(subject, gain, bias).encode(x)
    code = gain * plane.mean() + bias
    assert_close(mean, np.full((1, LATENT_DIM), code), what="the mean", scale=max(abs(code), 1.0))
    assert_close(log_var, np.full((1, LATENT_DIM), code), what="the log variance", scale=max(abs(code), 1.0))


@pytest.mark.parametrize(("gain", "bias", "z"), [(2.0, -0.25, 0.6), (1.0, 0.3, 0.4), (1.0, 0.3, -2.0)])
@points(2)
def test_images_come_from_four_transposed_convolutions(subject, gain, bias, z):
    """3 × 3, 3 × 3, 5 × 5 and 6 × 6, doubled in between, with ReLU, at the end too: known weights give known images."""
    plane = np.maximum(np.full((3, 3), gain * z + bias), 0)
    for width in (3, 5, 6):
        doubled = plane.repeat(2, axis=0).repeat(2, axis=1)
        plane = np.maximum(gain * signal.convolve2d(doubled, np.ones((width, width)) / width**2, "full") + bias, 0)
    expected = np.broadcast_to(plane[None, ..., None], (1, *KIND.sample))
    drawn = even(subject, gain, bias).decode(np.full((1, LATENT_DIM), z, np.float32))
    assert_close(drawn, expected, what="the decoded image")


@pytest.mark.parametrize("function", ["morph", "attribute_shift", "generate_near"])
@points(1)
def test_results_have_the_form_of_images(subject, rng, function):
    """morph, attribute_shift and generate_near return as many images as they should, and change no argument."""
    model, (x,) = subject.lively(rng).remote, subject.samples(rng, 5)
    arguments, n = {
        "morph": ((model, Images(x[0]), Images(x[1]), 4), 4),
        "attribute_shift": ((model, Images(x[:2]), Images(x[2:])), 3),
        "generate_near": ((model, Images(x), 0.3, noise_for(subject, rng, 5)), 5),
    }[function]
    question = getattr(subject.task, function).options(images=True)
    assert_form_and_inputs(question, arguments, [(n, *KIND.sample)], what=function)


@pytest.mark.parametrize("function", ["attribute_groups", "latent_plane", "crop_and_resize"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@points(1)
def test_results_have_the_dtype_of_the_interface(face_vae, rng, function, dtype):
    """Groups are int64; planes and pictures have the dtype of what they come from."""
    values = rng.random((9, 20, 22, 3)).astype(dtype)
    question, arguments, shapes = {
        "attribute_groups": (face_vae.attribute_groups, (values[:, 0, 0, 0], 4), [(4,), (4,)]),
        "latent_plane": (face_vae.latent_plane, (values[:6, 0, :, 0], values[6:, 0, :, 0]), [(6, 2), (3, 2)]),
        "crop_and_resize": (face_vae.crop_and_resize.options(images=True), (Images(values), 3, 7), [(9, 7, 7, 3)]),
    }[function]
    answer = question(*arguments)
    for part, shape in zip(answer if isinstance(answer, tuple) else (answer,), shapes, strict=True):
        assert_form(part, shape, "int64" if function == "attribute_groups" else dtype, what=function)


@points(2)
@given(dtype=dtypes(), seed=seeds, n=st.integers(1, 12), data=st.data())
def test_groups_are_the_highest_and_the_lowest_scores(face_vae, dtype, seed, n, data):
    """attribute_groups returns the highest scores' places, descending, and the lowest ones', ascending, the first on ties."""
    size = data.draw(st.integers(1, n), label="size")
    scores = np.random.default_rng(seed).integers(-2, 3, n).astype(dtype)  # many are equal
    highest, lowest = face_vae.attribute_groups(scores, size)
    assert_equal(highest, np.argsort(-scores, kind="stable")[:size], what="the group of the highest")
    assert_equal(lowest, np.argsort(scores, kind="stable")[:size], what="the group of the lowest")


@points(1)
def test_groups_have_thirty_six_members_by_themselves(face_vae, rng):
    """attribute_groups(scores) is attribute_groups(scores, size=36)."""
    scores = rng.normal(size=90).astype(np.float32)
    highest, lowest = face_vae.attribute_groups(scores)
    assert_equal(highest, np.argsort(-scores)[:36], what="the group of the highest")
    assert_equal(lowest, np.argsort(scores)[:36], what="the group of the lowest")


@points(2)
@given(dtype=dtypes(), seed=seeds, n=st.integers(2, 9), m=st.integers(2, 9), scale=st.sampled_from([0.01, 1.0, 100.0]))
def test_plane_is_that_of_the_principal_components_of_both_groups(face_vae, dtype, seed, n, m, scale):
    """latent_plane measures both groups from the mean of all their codes, along the two principal components of all of them."""
    codes = (scale * samples(SPREAD, n + m, 7, np.random.default_rng(seed))).astype(dtype)
    centred = codes - codes.mean(axis=0, dtype=np.float64)
    components = np.linalg.svd(centred, full_matrices=False)[2][:2]
    found = np.concatenate(face_vae.latent_plane(codes[:n], codes[n:]))
    expected = centred @ components.T
    expected *= signs_of(expected, components, found)
    condition = SPREAD[0] ** 2 / (SPREAD[1] ** 2 - SPREAD[2] ** 2)  # the gap that keeps the second component from the third
    assert_close(found, expected, what="the plane", scale=np.abs(codes).max(), condition=condition)


def signs_of(coordinates, components, found):
    """The largest entry of a component is positive, or that of a column of coordinates, which is as good a reading of the rule."""
    signs = []
    for column, component, answer in zip(coordinates.T, components, found.T, strict=True):
        rules = {np.sign(vector[np.argmax(np.abs(vector))]) for vector in (column, component)}
        signs.append(rules.pop() if len(rules) == 1 else np.sign(answer @ column) or 1.0)
    return np.array(signs)


@pytest.mark.parametrize("n", [2, 5])
@points(2)
def test_morphing_goes_straight_from_code_to_code(subject, rng, n):
    """morph decodes even steps from the mean code of the one image to that of the other, both included."""
    model, (x,) = subject.lively(rng), subject.samples(rng, 2)
    mean, _ = model.encode(x)
    weights = np.linspace(0, 1, n)[:, None]
    expected = model.decode(((1 - weights) * mean[0] + weights * mean[1]).astype(np.float32))
    assert np.ptp(expected, axis=0).max() > 0, "all steps are the same"
    morphed = subject.task.morph.options(images=True)(model.remote, Images(x[0]), Images(x[1]), n)
    assert_close(morphed, expected, what="the morphed images", scale=max(1.0, np.abs(expected).max()))


@points(2)
def test_attributes_are_shifted_by_the_difference_of_the_group_means(subject, rng):
    """attribute_shift decodes the codes of the images without the attribute, plus the mean code with it, less that without it."""
    model, (x,) = subject.lively(rng), subject.samples(rng, 5)
    mean, _ = model.encode(x)
    expected = model.decode(mean[2:] + mean[:2].mean(axis=0) - mean[2:].mean(axis=0))
    assert np.ptp(expected, axis=0).max() > 0, "all shifted images are the same"
    shifted = subject.task.attribute_shift.options(images=True)(model.remote, Images(x[:2]), Images(x[2:]))
    assert_close(shifted, expected, what="the shifted images", scale=max(1.0, np.abs(expected).max()))


@pytest.mark.long
@points(1)
def test_a_shifted_attribute_is_seen(subject):
    """Brightness, learned from dark and bright pictures, makes the dark ones brighter, in a trained model."""
    model, (x,) = subject.trained(), subject.lesson()
    dark, bright = x[:12], x[-12:]
    shifted = subject.task.attribute_shift.options(images=True)(model.remote, Images(bright), Images(dark))
    plain = model(dark)
    assert_form(shifted, plain.shape, np.float32, what="attribute_shift")
    found, before = np.mean(shifted, dtype=np.float64), np.mean(plain, dtype=np.float64)
    assert found > before, f"the brightness of shifted pictures is {found:.3f}, without the shift {before:.3f}"


@pytest.mark.parametrize("noise_level", [0.3, np.array(0.7, np.float32)], ids=["number", "tensor"])
@points(2)
def test_near_images_are_decoded_near_the_code(subject, rng, noise_level):
    """generate_near decodes mean + noise_level · noise."""
    model, (x,), noise = subject.lively(rng), subject.samples(rng, 3), noise_for(subject, rng, 3)
    mean, _ = model.encode(x)
    expected = model.decode((mean + float(noise_level) * noise).astype(np.float32))
    assert np.ptp(expected, axis=0).max() > 0, "all images are the same"
    near = subject.task.generate_near.options(images=True)(model.remote, Images(x), noise_level, noise)
    assert_close(near, expected, what="the images", scale=max(1.0, np.abs(expected).max()))


def resized(face_vae, images, *args, **kwargs):
    """Pictures after `crop_and_resize`."""
    return face_vae.crop_and_resize.options(images=True)(Images(images), *args, **kwargs)


@points(1)
@given(dtype=dtypes(), seed=seeds, h=st.integers(15, 40), w=st.integers(15, 40), border=st.integers(0, 4), size=st.integers(1, 7))
def test_resizing_keeps_constants(face_vae, dtype, seed, h, w, border, size):
    """A picture of one colour is one of this colour afterwards, to rounding; every picture keeps its own."""
    colours = np.random.default_rng(seed).random((2, 1, 1, 3)).astype(dtype)
    small = resized(face_vae, np.broadcast_to(colours, (2, h, w, 3)).copy(), border, size)
    assert_close(small, np.broadcast_to(colours, (2, size, size, 3)), what="the small picture")


@pytest.mark.parametrize("axis", [0, 1])
@points(2)
def test_resizing_keeps_ramps(face_vae, axis):
    """Away from the edges a ramp stays the same ramp: pixel i of m shows what was at (i + ½) n / m − ½ of n, to a grey level."""
    n, m, border = (110, 90)[axis], 41, 9
    ramp = (np.arange(n + 2 * border) - border) / n
    shape = (n + 2 * border, 130) if axis == 0 else (130, n + 2 * border)
    image = np.broadcast_to(ramp[:, None, None] if axis == 0 else ramp[:, None], (*shape, 3)).astype(np.float32)
    small = np.moveaxis(resized(face_vae, image[None], border, m)[0], axis, 0)
    assert small.shape == (m, m, 3), f"the small picture has the shape {small.shape}"
    expected = np.broadcast_to((((np.arange(m) + 0.5) * n / m - 0.5) / n)[:, None, None], small.shape)
    assert_close(small[2:-2], expected[2:-2], what="the ramp", bound=GREY_LEVEL)


@points(2)
def test_resizing_keeps_the_mean_colour(face_vae, rng):
    """The mean colour of what is left by the crop stays, to a grey level: everything of it is seen, and nothing else."""
    t = np.linspace(0, np.pi, 100)
    waves = np.cos(rng.integers(1, 4, 3) * t[:, None, None] + rng.uniform(0, 6, 3)) * np.cos(t[:, None] + rng.uniform(0, 6, 3))
    image = np.full((1, 124, 124, 3), 50.0, np.float32)  # a glaring frame
    image[0, 12:-12, 12:-12] = 0.5 + 0.4 * waves
    small = resized(face_vae, image, 12, 40)
    assert_form(small, (1, 40, 40, 3), np.float32, what="the small picture")
    expected = image[0, 12:-12, 12:-12].mean(axis=(0, 1), dtype=np.float64)
    assert_close(small[0].mean(axis=(0, 1)), expected, what="the mean colour", bound=GREY_LEVEL)


@points(2)
def test_resizing_smooths_fine_noise(face_vae, rng):
    """Pixels that know nothing of each other are averaged where the picture shrinks from 110 to 45: none is merely picked."""
    noise = rng.normal(size=(2, 120, 120, 3)).astype(np.float32)
    small = resized(face_vae, noise, 5, 45)
    assert_form(small, (2, 45, 45, 3), np.float32, what="the small picture")
    deviation = float(np.std(small))
    assert 0 < deviation <= ROUGHEST, f"the deviation of the noise is {deviation:.2f} of what it was, allowed {ROUGHEST}"


@points(1)
def test_photographs_lose_seventy_pixels_and_become_forty_five_wide(face_vae, rng):
    """crop_and_resize(images) is crop_and_resize(images, border=70, size=45)."""
    photograph = rng.random((1, 250, 250, 3), dtype=np.float32)
    by_itself, given_all = resized(face_vae, photograph), resized(face_vae, photograph, border=70, size=45)
    assert_form(by_itself, (1, SIDE, SIDE, 3), np.float32, what="the small picture")
    assert np.ptp(given_all) > 0, "all pixels are the same"
    assert_close(by_itself, given_all, what="the small picture")


@points(1)
def test_bad_factors_are_rejected(subject, rng):
    """A model takes any positive factor; one below 0 or NaN raises ValueError."""
    mean, _ = subject.built(factor=0.3).encode(*subject.samples(rng, 2))
    assert_form(mean, (2, *KIND.code), np.float32, what="the mean")
    assert np.ptp(mean) > 0, "all codes are the same"
    for factor in (-1.0, float("nan")):
        assert_rejects(subject.task.FaceVAE, 0, factor, good=(0, 1.0), naming="factor")


@points(1)
def test_bad_scores_are_rejected(face_vae, rng):
    """Scores that are no row of finite numbers, and a size of 0 or of more than there are, raise ValueError."""
    scores, groups = rng.normal(size=6).astype(np.float32), face_vae.attribute_groups
    for bad in (scores[:, None], scores[:0], scores * np.float32(np.nan), scores + np.float32(np.inf)):
        assert_rejects(groups, bad, 1, good=(scores, 6), naming="scores")
    for size in (0, -1, 7):
        assert_rejects(groups, scores, size, good=(scores, 6), naming="size")


@points(1)
def test_bad_codes_have_no_plane(face_vae, rng):
    """Codes of different widths, of width 1, with one axis or three, none at all, NaN and infinity raise ValueError."""
    a, b = rng.normal(size=(2, 6, 4)).astype(np.float32)
    bad_ones = (a[:, :3], a[0], a[None], a[:0], a * np.float32(np.nan), a + np.float32(np.inf))
    for pair in (*((bad, b) for bad in bad_ones), *((a, bad) for bad in bad_ones), (a[:, :1], b[:, :1])):
        assert_rejects(face_vae.latent_plane, *pair, good=(a, b))


@points(1)
def test_bad_ends_of_a_morph_are_rejected(subject, rng):
    """Images of different or wrong shapes, NaN, and fewer than two steps raise ValueError."""
    model, (x,), morph = subject.lively(rng).remote, subject.samples(rng, 2), subject.task.morph.options(images=True)
    good = (model, Images(x[0]), Images(x[1]), 2)
    for bad in (x[1, :-1], x[1] * np.float32(np.nan)):
        assert_rejects(morph, model, Images(x[0]), Images(bad), 2, good=good)
        assert_rejects(morph, model, Images(bad), Images(x[0]), 2, good=good)
    for n in (1, 0, -1):
        assert_rejects(morph, model, Images(x[0]), Images(x[1]), n, good=good, naming="n")


@points(1)
def test_bad_groups_and_noise_are_rejected(subject, rng):
    """Images of wrong shape or with NaN, noise of wrong shape or with NaN, and a noise level of NaN raise ValueError."""
    model, (x,), noise = subject.lively(rng).remote, subject.samples(rng, 3), noise_for(subject, rng, 3)
    shift, near = (getattr(subject.task, name).options(images=True) for name in ("attribute_shift", "generate_near"))
    for bad in (x[:, :-1], x[:0], x * np.float32(np.nan)):
        for pair in ((bad, x), (x, bad)):
            assert_rejects(shift, model, *map(Images, pair), good=(model, Images(x), Images(x)))
        assert_rejects(near, model, Images(bad), 0.5, noise, good=(model, Images(x), 0.5, noise))
    for bad in (noise[:, :-1], noise[:2], noise[:1], noise[0], noise * np.float32(np.nan)):
        assert_rejects(near, model, Images(x), 0.5, bad, good=(model, Images(x), 0.5, noise), naming="noise")
    assert_rejects(near, model, Images(x), float("nan"), noise, good=(model, Images(x), 0.5, noise), naming="noise_level")


@points(1)
def test_bad_photographs_are_rejected(face_vae, rng):
    """Pictures with three axes or five, none at all, NaN, a border that leaves nothing, and a size of 0 raise ValueError."""
    images, crop = rng.random((2, 9, 12, 3), dtype=np.float32), face_vae.crop_and_resize.options(images=True)
    good = (Images(images), 4, 2)
    for bad in (images[0], images[None], images[:0], images * np.float32(np.nan)):
        assert_rejects(crop, Images(bad), 2, 2, good=good, naming="images")
    for border in (-1, 5, 6):
        assert_rejects(crop, Images(images), border, 2, good=good, naming="border")
    for size in (0, -1):
        assert_rejects(crop, Images(images), 1, size, good=good, naming="size")
