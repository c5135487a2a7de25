"""What every variational autoencoder is asked: codes, decoding, the evidence lower bound and its gradient, and the training."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special, stats

from viva.chance import FALSE_ALARM, assert_variance
from viva.closeness import assert_close, assert_form, tolerance
from viva.expectations import assert_rejects
from viva.plugin import points
from viva.strategies import seeds
from viva.wire import Images

from .subject import LOSS_ALLOWANCE, STANDSTILL, Subject, assert_form_and_inputs, kept  # noqa: F401
from .training import *  # noqa: F403
from .training import assert_same_and_other, assert_slopes

MOST_DRAWS = 8  # of weights for one question
CLEAR = 12.0  # standard errors of a mean loss, of which a question about it tells 7
MISLED = 0.02  # share of the parameters that a first step may move against their gradient: rounding and Adam's epsilon


def kl(mean, log_var):
    """KL(N(mean, exp(log_var)) ‖ N(0, I)) of every row, in float64."""
    mean, log_var = np.float64(mean), np.float64(log_var)
    return np.sum(np.exp(log_var) + mean**2 - 1 - log_var, axis=-1) / 2


def noise_for(subject, rng, n):
    """Standard normal noise, one row for each sample."""
    return rng.normal(size=(n, *subject.kind.code)).astype(np.float32)


def cost_of_drawn(subject, x, drawn):
    """What each sample costs by what is drawn for it, (n,)."""
    costs = subject.kind.output.cost_of_drawn(x.astype(np.float64), subject.kind.output.clipped(drawn))
    return subject.kind.reduce(costs.reshape(len(x), -1), axis=1)


@pytest.mark.parametrize("method", ["encode", "decode", "call", "elbo", "negative_elbo", "generate"])
@points(1)
def test_results_have_the_form_of_the_interface(subject, rng, method):
    """Codes are (n, latent_dim), what is drawn has one row a sample, the ELBO is (n,), the loss a scalar; arguments stay."""
    model, samples, noise = subject.lively(rng), subject.packed(subject.samples(rng, 5)), noise_for(subject, rng, 5)
    drawn = (5, *subject.kind.sample)
    arguments, shapes = {
        "encode": (samples, [noise.shape, noise.shape]),
        "decode": ((noise, *samples[1:]), [drawn]),
        "call": (samples, [drawn]),
        "elbo": ((*samples, noise), [(5,)]),
        "negative_elbo": ((*samples, noise), [()]),
        "generate": ((*samples[1:], noise), [drawn]),
    }[method]
    assert_form_and_inputs(model.question(method.replace("call", "")), arguments, shapes, what=method)


@points(1)
def test_a_seed_decides_the_start(subject, rng):
    """The same seed gives the same model whatever the state of the global generators, another seed another; the default is 0."""
    (x, *condition), noise = subject.samples(rng, 2), noise_for(subject, rng, 2)
    models = [subject.built(seed) for seed in (0, None, 6)]
    assert_same_and_other([np.stack(model.encode(x, *condition)) for model in models], what="the codes of new models")
    assert_same_and_other([model.decode(noise, *condition) for model in models], what="what new models decode")


@points(2)
def test_decoding_ends_in_the_mean_of_the_likelihood(subject, rng):
    """decode returns the mean of the likelihood: the last layer has the activation that this needs, and no other."""
    model, (x, *condition), noise = subject.shared(), subject.samples(rng, 4), noise_for(subject, rng, 4)
    values = rng.uniform(-6, 6, subject.kind.n_outputs).astype(np.float32)
    model.rest(values)
    expected = np.broadcast_to(subject.kind.output.drawn(values.astype(np.float64)), x.shape)
    assert_close(model.decode(noise, *condition), expected, what="what is decoded")


@points(1)
def test_codes_take_both_signs(subject, rng):
    """Mean and log variance are free numbers: no activation keeps either of them positive or small."""
    model, samples = subject.shared(), subject.samples(rng, 2)
    for sign in (-1, 1):
        model.rest(heads=sign * 3.0)
        for name, code in zip(("mean", "log variance"), model.encode(*samples), strict=True):
            assert_form(code, (2, *subject.kind.code), np.float32, what=f"the {name}")
            assert np.all(sign * code > 1), f"with biases of {sign * 3} at the heads, the {name} is {code[0]}"


@points(1)
def test_a_call_decodes_the_mean_code(subject, rng):
    """A call reconstructs: where codes have next to no variance, it returns what their means decode to."""
    model, samples = certain(subject, rng), subject.samples(rng, 3)
    decoded = model.decode(model.encode(*samples)[0], *samples[1:])
    assert np.ptp(decoded, axis=0).max() > 0, "all samples are reconstructed alike"
    assert_close(model(*samples), decoded, what="a call", bound=0.01 * max(1.0, np.abs(decoded).max()))


def certain(subject, rng):
    """A lively model whose codes have variances of about exp(−20)."""
    model = subject.lively(rng)
    parameters = [np.array(p) for p in model.parameters()]
    for i, makes_mean in heads_of(model, subject.samples(rng, 1)).items():
        parameters[i][~makes_mean] = -20.0
    model.set_parameters(parameters)
    return model


def heads_of(model, samples):
    """The place of every head's biases, and which of them make means; the others make log variances."""
    parameters, marked = model.parameters(), model.resting()
    places = model.head_places
    names = np.arange(1.0, 1 + sum(marked[i].size for i in places))  # every bias of a head has its own value
    for i in places:
        marked[i][:] = names[: marked[i].size] if i == places[0] else names[-marked[i].size :]
    model.set_parameters(marked)
    mean = model.encode(*samples)[0][0]
    model.set_parameters(parameters)
    return {i: np.isin(marked[i], np.round(mean)) for i in places}


@pytest.fixture
def lively(subject, rng):
    """A model that tells samples apart."""
    return subject.lively(rng)


@points(3)
@given(seed=seeds, n=st.integers(1, 5))
def test_elbo_is_the_log_likelihood_minus_the_divergence(subject, lively, seed, n):
    """elbo = log p(x | z) − KL, sample by sample, with z = mean + exp(½ log_var) · noise."""
    rng, model = np.random.default_rng(seed), lively
    (x, *condition), noise = subject.samples(rng, n), noise_for(subject, rng, n)
    mean, log_var = (code.astype(np.float64) for code in model.encode(x, *condition))
    drawn = model.decode((mean + np.exp(log_var / 2) * noise).astype(np.float32), *condition)
    expected = -cost_of_drawn(subject, x, drawn) - kl(mean, log_var)
    assert_close(model.ask("elbo", (x, *condition), noise), expected, what="the ELBO")


@points(1)
def test_divergence_and_likelihood_count_alike(subject, rng):
    """Both terms of the ELBO are in nats: neither is averaged over pixels or latents, or weighted on its own."""
    model, samples, noise = subject.shared(), subject.samples(rng, 3), noise_for(subject, rng, 3)

    def elbo(heads, output):
        model.rest(output, heads)
        answer = model.ask("elbo", samples, noise)
        assert_form(answer, (3,), np.float32, what="elbo")
        return answer.astype(np.float64), kl(*model.encode(*samples)), -subject.cost(samples[0], output)

    (start, kl_start, _), (far, kl_far, _) = elbo(0.0, 0.3), elbo(3.0, 0.3)
    (dark, _, likelihood_dark), (light, _, likelihood_light) = elbo(0.0, -1.0), elbo(0.0, 1.5)
    weight_of_kl = (start - far) / (kl_far - kl_start)
    weight_of_likelihood = (light - dark) / (likelihood_light - likelihood_dark)
    rounding = 2 * tolerance(np.float32, np.abs(far).max())
    bound = rounding / np.min(kl_far) + rounding / np.min(np.abs(likelihood_light - likelihood_dark))
    assert_close(weight_of_kl / weight_of_likelihood, np.ones(3), what="the relative weight of the KL", bound=bound)


@points(1)
def test_samples_are_independent(subject, rng):
    """The ELBO of a sample depends on this sample and on its own row of noise, and on no other row."""
    model, samples, noise = subject.lively(rng), subject.samples(rng, 4), noise_for(subject, rng, 4)
    together = model.ask("elbo", samples, noise)
    assert_form(together, (4,), np.float32, what="elbo")
    assert np.ptp(together) > 0, "all samples have the same ELBO"
    alone = [model.ask("elbo", tuple(part[i : i + 1] for part in samples), noise[i : i + 1]) for i in range(4)]
    assert_close(together, np.concatenate(alone), what="the ELBO")


@points(1)
def test_loss_is_minus_the_mean_elbo(subject, rng):
    """negative_elbo is −mean(elbo) over the batch."""
    model, samples, noise = subject.lively(rng), subject.samples(rng, 5), noise_for(subject, rng, 5)
    elbo = model.ask("elbo", samples, noise)
    assert_form(elbo, (5,), np.float32, what="elbo")
    assert np.all(elbo < 0), f"the ELBO of grey samples is negative, not {elbo}"
    assert_close(model.ask("negative_elbo", samples, noise), -np.mean(elbo, dtype=np.float64), what="negative_elbo")


@points(1)
def test_generating_is_decoding(subject, rng):
    """generate decodes standard normal noise."""
    model, (x, *condition), noise = subject.lively(rng), subject.samples(rng, 4), noise_for(subject, rng, 4)
    decoded = model.decode(noise, *condition)
    assert_form(decoded, x.shape, np.float32, what="decode")
    assert np.ptp(decoded, axis=0).max() > 0, "all noise decodes to the same"
    assert decoded.shape != noise.shape or not np.array_equal(decoded, noise), "what is decoded is the noise"
    assert_close(model.question("generate")(*condition, noise), decoded, what="generate", scale=max(1.0, np.abs(decoded).max()))


@points(1)
def test_elbo_lies_below_the_log_likelihood(subject, rng):
    """On average over noise, the ELBO is at most log p(x), as importance weighting estimates it from the same draws."""
    n_draws = subject.kind.n_draws
    model, samples, noise = subject.lively(rng), repeated(subject.samples(rng, 1), n_draws), noise_for(subject, rng, n_draws)
    mean, log_var = (code.astype(np.float64) for code in model.encode(*samples))
    z = mean + np.exp(log_var / 2) * noise
    log_ratio = np.sum(noise.astype(np.float64) ** 2 - z**2 + log_var, axis=-1) / 2  # log of prior by posterior
    weights = log_ratio - cost_of_drawn(subject, samples[0], model.decode(z.astype(np.float32), *samples[1:]))
    elbo = model.ask("elbo", samples, noise).astype(np.float64)
    assert np.ptp(elbo) > 0, "all draws of noise give the same ELBO"
    bound, error = special.logsumexp(weights) - np.log(n_draws), np.std(elbo - weights) / np.sqrt(n_draws)
    allowed = bound + stats.norm.isf(FALSE_ALARM) * error
    assert np.mean(elbo) <= allowed, f"the mean ELBO is {np.mean(elbo):.3f}, but log p(x) is about {bound:.3f}"


def repeated(samples, n):
    """One sample n times."""
    return tuple(np.repeat(part, n, axis=0) for part in samples)


@points(1)
def test_every_parameter_is_trained(subject, rng):
    """The loss has a gradient in every layer, and in the bias of every mean and log variance."""
    model, samples, noise = subject.lively(rng), subject.samples(rng, 8), noise_for(subject, rng, 8)
    gradients = gradients_of(model, samples, noise)
    for gradient in gradients:
        assert np.any(gradient != 0), f"no gradient reaches the parameters of shape {gradient.shape}"
    for place in model.head_places:
        assert np.all(gradients[place] != 0), f"no gradient reaches some of the {gradients[place].size} biases of a head"


@pytest.mark.long
@points(2)
def test_gradients_equal_finite_differences(subject, rng):
    """In every layer, the loss changes along the gradient by the gradient's length: nothing is cut or left out on the way."""
    model, samples, noise = subject.lively(rng), subject.samples(rng, 8), noise_for(subject, rng, 8)
    heads, gradients = heads_of(model, samples), gradients_of(model, samples, noise)
    spreads = [(i, np.where(makes_mean, 0, gradients[i])) for i, makes_mean in heads.items() if not makes_mean.all()]
    assert_slopes(model, [*enumerate(gradients), *spreads], lambda: float(model.ask("negative_elbo", samples, noise)))


def gradients_of(model, samples, noise):
    """Gradients of the loss with respect to every parameter."""
    gradients = model.question("negative_elbo").parameter_gradients(*model.subject.packed(samples), noise)
    for gradient, parameter in zip(gradients, model.parameters(), strict=True):
        assert_form(gradient, parameter.shape, np.float32, what="a gradient")
    return gradients


@points(1)
def test_reported_loss_is_the_negative_elbo(subject, rng):
    """fit reports log-likelihood and KL in full: where training stands still, the loss of an epoch is the negative ELBO."""
    model, samples, output = subject.built(), subject.constant(rng, np.zeros(12)), subject.kind.output.dark
    model.rest(output, heads=3.0)  # with weights of 0, noise and order change nothing
    expected = np.mean(subject.cost(samples[0], output) + kl(*model.encode(*samples)))
    losses = subject.fit(model, samples, 2, 4, STANDSTILL)
    assert_close(losses, np.full(2, expected), what="the reported loss", bound=LOSS_ALLOWANCE * expected)


@pytest.mark.parametrize("pull", [2 / 3, 3 / 2])
@pytest.mark.long
@points(1)
def test_training_descends_the_negative_elbo(subject, rng, pull):
    """In what fit minimises, one nat of KL is worth one nat of likelihood: the stronger of two pulls moves a mean."""
    samples = subject.samples(rng, 16)
    model, place, entry = balanced(subject, rng, samples, pull)
    gradients, before = gradients_of(model, samples, np.zeros((16, *subject.kind.code), np.float32)), model.parameters()
    subject.fit(model, samples, 1, 16)
    moves = [after - start for after, start in zip(model.parameters(), before, strict=True)]
    assert any(np.any(move) for move in moves), "one epoch changed nothing"
    uphill = moves[place][entry] * gradients[place][entry] > 0
    assert not uphill, f"where the likelihood pulls a mean {pull:.2f} times as strongly as the KL, it moves the wrong way"
    moved, gradient = (np.concatenate([part.ravel() for part in parts]) for parts in (moves, gradients))
    clear = np.abs(gradient) > 1e-4 * np.abs(gradient).max()
    misled = np.mean((moved * gradient)[clear] >= 0)
    assert misled <= MISLED, f"{misled:.1%} of the parameters do not move against their gradient, allowed {MISLED:.0%}"


def balanced(subject, rng, samples, pull):
    """A model with next to no variance and weak weights, one mean of which is pulled `pull` times as strongly as the KL pulls back.

    Returns it with the place of the bias that makes this mean, and its entry. The likelihood's pull jumps where a rectified unit
    switches; if it jumps past what is wanted, other weights are tried.
    """
    for _ in range(MOST_DRAWS):
        model = certain(subject, rng)  # so the noise that fit draws is no matter
        place, entry, ratio = balance(model, samples, pull)
        if abs(ratio - pull) <= 0.2 * pull:
            return model, place, entry
    raise AssertionError(f"the likelihood's pull by the KL's is {ratio:.3f}, expected {pull:.3f}")


def balance(model, samples, pull):
    """Weaken the weights, and move the first mean to where the two pulls have this ratio: its bias's place and entry, the ratio."""
    parameters = [np.array(p) * (model.kind.weak if p.ndim > 1 else 1) for p in model.parameters()]
    place, makes_mean = next((i, mask) for i, mask in heads_of(model, samples).items() if mask.any())
    entry = np.flatnonzero(makes_mean)[0]

    def pulls(bias):
        parameters[place][entry] = bias
        model.set_parameters(parameters)
        total = gradients_of(model, samples, np.zeros((16, *model.kind.code), np.float32))[place][entry]
        kl_part = model.encode(*samples)[0].mean(axis=0, dtype=np.float64)[0]
        return np.array([total - kl_part, kl_part])

    far = 1.0
    while pulls(-far) @ [1, pull] > 0 or pulls(far) @ [1, pull] < 0:  # the KL's, the bias itself, is the stronger one far out
        far *= 4
    likelihood, divergence = pulls(optimize.brentq(lambda bias: pulls(bias) @ [1, pull], -far, far, xtol=1e-5, rtol=0.01))
    return place, entry, -likelihood / divergence


@pytest.fixture
def at_rest(subject, task_rng):
    """Losses of a training that stands still, with the mean and variance that standard normal noise gives them.

    Mean and variance come from the submission's own ELBO with noise of ours, which other questions look into.
    """
    return kept(subject.task, "losses at rest", lambda: losses_at_rest(subject, task_rng))


def losses_at_rest(subject, rng, n_epochs=60):
    """Losses of one epoch each, what a sample costs with each of many draws of ours, and the variance of a mean over a batch.

    Weights are drawn until noise changes the mean loss so much that a training without any would be told from one with it.
    """
    n_draws, n = subject.kind.n_draws, subject.kind.n_draws // 4  # draws of ours, and of an epoch
    for _ in range(MOST_DRAWS):
        model, sample, noise = subject.lively(rng), subject.samples(rng, 1), noise_for(subject, rng, 20 * n_draws)
        noise[0] = 0.0
        without, *drawn = -model.ask("elbo", repeated(sample, len(noise)), noise).astype(np.float64)
        assert np.var(drawn) > 0, "noise does not change the ELBO"
        if abs(np.mean(drawn) - without) > CLEAR * np.std(drawn) / np.sqrt(n * n_epochs):
            break
    losses = subject.fit(model, repeated(sample, n), n_epochs, n, STANDSTILL)
    assert_form(losses, (n_epochs,), np.float32, what="the losses")
    return losses.astype(np.float64), drawn, np.var(drawn) / n


@pytest.mark.long
@points(2)
def test_training_samples_codes_from_the_posterior(at_rest):
    """In fit, z = mean + exp(½ log_var) · noise with standard normal noise: the mean loss is what this gives."""
    losses, costs, variance = at_rest
    expected_error = variance / len(losses) + np.var(costs) / len(costs)
    assert_variance([np.mean(losses) - np.mean(costs)], expected_error, what="the squared error of the mean loss")


@pytest.mark.long
@points(1)
def test_training_draws_noise_anew(at_rest):
    """In fit, every sample has noise of its own, new in every epoch: the losses vary as much as this gives."""
    losses, _, variance = at_rest
    assert_variance((losses[1::2] - losses[::2]) / np.sqrt(2), variance, what="the variance of an epoch's loss")


def loss_of_lesson(subject, model):
    """Mean negative ELBO of the lesson's samples, from their codes and what these decode to."""
    x, *condition = subject.lesson()
    mean, log_var = (code.astype(np.float64) for code in model.encode(x, *condition))
    z = mean + np.exp(log_var / 2) * np.random.default_rng(0).normal(size=mean.shape)
    drawn = model.decode(z.astype(np.float32), *condition)
    assert_form(drawn, x.shape, np.float32, what="what is decoded")
    return float(np.mean(cost_of_drawn(subject, x, drawn) + kl(mean, log_var)))


@pytest.mark.long
@points(2)
def test_training_learns(subject):
    """After some epochs on few samples, the negative ELBO is lower than any model without a code can reach."""
    found, allowed = loss_of_lesson(subject, subject.trained()), subject.kind.largest_loss
    assert found <= allowed, f"the negative ELBO is {found:.2f} nats a sample, allowed {allowed}"


NAN, INFINITY = np.float32(np.nan), np.float32(np.inf)


@points(1)
def test_bad_samples_are_rejected(subject, rng):
    """Samples of a wrong shape, none at all, NaN and infinity raise ValueError everywhere."""
    model, (good, *condition), noise = subject.lively(rng), subject.samples(rng, 4), noise_for(subject, rng, 4)
    images = Images if subject.kind.images else lambda x: x
    asked = [(model.question(method), ()) for method in ("encode", "")]
    asked += [(model.question(method), (noise,)) for method in ("elbo", "negative_elbo")]
    for bad in (good[:, :-1], good[0], good[:0], good * NAN, good + INFINITY):
        for method, more in asked:
            naming = "x" if len(bad) == len(good) else ""  # of another length, it may be what goes with it that is wrong
            assert_rejects(method, images(bad), *condition, *more, good=(images(good), *condition, *more), naming=naming)
        fit = (subject.task.fit, model.remote, images(bad), *condition, 1)
        assert_rejects(*fit, good=(model.remote, images(good), *condition, 0), naming="")


@points(1)
def test_bad_codes_and_noise_are_rejected(subject, rng):
    """Codes and noise of a wrong shape, none at all, NaN and infinity raise ValueError; so does noise for other samples."""
    model, (x, *condition), good = subject.lively(rng), subject.samples(rng, 4), noise_for(subject, rng, 4)
    samples = subject.packed((x, *condition))
    for bad in (good[:, :-1], good[0], good[:, None], good[:0], good * NAN, good + INFINITY):
        assert_rejects(model.question("decode"), bad, *condition, good=(good, *condition), naming="z" if len(bad) == 4 else "")
        assert_rejects(
            model.question("generate"), *condition, bad, good=(*condition, good), naming="noise" if len(bad) == 4 else ""
        )
    for bad in (good[:, :-1], good[:1], good[:3], good * NAN, good + INFINITY):
        for method in ("elbo", "negative_elbo"):
            assert_rejects(model.question(method), *samples, bad, good=(*samples, good), naming="noise" if len(bad) == 4 else "")
