"""A submission's model in the exam's terms: which of its arguments are images, and how its biases are told apart."""

import contextlib
import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from scipy import special

from viva import data
from viva.closeness import assert_form
from viva.replies import NotAttempted, SubmissionError
from viva.wire import Images

LOSS_ALLOWANCE = 0.02  # what a reported loss may be off
ADAM_ALLOWANCE = 0.3  # of a step: Adam's other settings are free
LESSON_DEADLINE = 60.0  # seconds; a library's own loop may take several times as long as ours
STANDSTILL = 1e-12  # a learning rate that changes no parameter in float32
KEPT: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()  # by the examiner


@dataclass(frozen=True)
class Output:
    """The last layer: how its values before the activation become what is drawn, and what each of them costs."""

    drawn: Callable[[np.ndarray], np.ndarray]
    cost: Callable[[np.ndarray, np.ndarray], np.ndarray]  # of entries x, by the values before the activation
    cost_of_drawn: Callable[[np.ndarray, np.ndarray], np.ndarray]  # the same by what is drawn
    dark: float  # a value before the activation at which a white sample costs much more than a black one
    rate: float  # a learning rate at which the losses tell the order of the samples
    levels: tuple[float, float] = (0.0, 1.0)  # of samples between which that rate is safe
    probabilities: bool = False  # what is drawn lies between 0 and 1, neither included

    def clipped(self, drawn: np.ndarray) -> np.ndarray:
        """What is drawn in float64; a probability that is 0 or 1 in float32 is not quite."""
        smallest = np.finfo(np.float32).eps if self.probabilities else -np.inf
        return np.clip(drawn.astype(np.float64), smallest, 1 - smallest)


BERNOULLI = Output(
    special.expit,
    cost=lambda x, logits: np.logaddexp(0, logits) - x * logits,
    cost_of_drawn=lambda x, p: -special.xlogy(x, p) - special.xlog1py(1 - x, -p),
    dark=-3.0,
    rate=0.5,
    probabilities=True,
)
SQUARED_ERROR = Output(
    lambda values: values,
    cost=lambda x, values: (x - values) ** 2,
    cost_of_drawn=lambda x, drawn: (x - drawn) ** 2,
    dark=0.1,
    rate=0.1,
)
SQUARED_ERROR_OF_PROBABILITIES = replace(
    BERNOULLI, cost=lambda x, logits: (x - special.expit(logits)) ** 2, cost_of_drawn=SQUARED_ERROR.cost_of_drawn
)
GAUSSIAN = replace(SQUARED_ERROR, cost=lambda x, values: (x - values) ** 2 / 2, cost_of_drawn=lambda x, drawn: (x - drawn) ** 2 / 2)


def kept(task: Any, key: Any, make: Callable[[], Any]) -> Any:
    """What the questions to one candidate share, as it takes long: made when it is first asked for."""
    known = KEPT.setdefault(task, {})
    key = (task.generation, key)
    if key not in known:
        known[key] = make()
    return known[key]


def forget(task: Any, model: Any) -> None:
    """Share a model no more: it is about to be trained, after which its parameters may not be all that has changed."""
    known = KEPT.get(task, {})
    for key in [key for key, value in known.items() if value is model]:
        del known[key]


def no_condition(rng: np.random.Generator, n: int) -> tuple[np.ndarray, ...]:
    """The model knows nothing about a sample but the sample."""
    return ()


@dataclass(frozen=True)
class Kind:
    """What the laws have to know about a class of models."""

    name: str  # of the class
    sample: tuple[int, ...]  # the shape of one
    code: tuple[int, ...]  # the shape of the code of one, or of its mean
    output: Output
    n_outputs: int  # biases of the last layer
    reduce: Callable[..., Any]  # np.sum or np.mean over the entries of a sample
    n_parameters: tuple[int, ...]  # one of them
    largest_loss: float  # after training on `lesson`; from benchmarks/calibrate.py
    arguments: Mapping[str, Any] = field(default_factory=dict)  # of the constructor; not its defaults where it has any
    latent_dim: int = 0  # of a variational autoencoder
    images: bool = False  # a sample has a layout
    image_codes: bool = False  # its code has one, too
    resting: float = 0.0  # biases at which hidden layers without weights hand on zeros
    defaults: Mapping[str, Any] = field(default_factory=dict)  # of fit
    condition: Callable[[np.random.Generator, int], tuple[np.ndarray, ...]] = no_condition
    lesson: Callable[[], tuple[np.ndarray, ...]] | None = None  # samples to learn; digits where there is none
    n_epochs: int = 10  # that it takes
    weak: float = 0.2  # factor of lively weights at which a code hardly changes what is drawn, and yet has a gradient
    n_draws: int = 200  # of noise, where its moments are asked for: fewer where a sample takes long


class Subject:
    """A submission of a model."""

    def __init__(self, task: Any, kind: Kind) -> None:
        self.task, self.kind = task, kind

    def built(self, seed: int | None = 0, **arguments: Any) -> "Model":
        """A new model, of the default seed if that is None."""
        seeded = {} if seed is None else {"seed": seed}
        return Model(self, getattr(self.task, self.kind.name)(**{**self.kind.arguments, **arguments}, **seeded))

    def shared(self, **arguments: Any) -> "Model":
        """A model that is shared until it is trained; a question sets its parameters before it asks for anything."""
        return kept(self.task, tuple(arguments.items()), lambda: self.built(**arguments))  # type: ignore[no-any-return]

    def lively(self, rng: np.random.Generator, **arguments: Any) -> "Model":
        """A model whose codes differ between samples, with parameters of our own: nothing depends on how a submission starts."""
        model = self.shared(**arguments)
        model.set_parameters([lively_scale(shape) * rng.standard_normal(shape, np.float32) for shape in model.shapes])
        return model

    def samples(self, rng: np.random.Generator, n: int) -> tuple[np.ndarray, ...]:
        """Grey pictures, a third of the pixels exactly black or white; then their conditions, if the model takes any."""
        x = np.clip(rng.uniform(-0.25, 1.25, (n, *self.kind.sample)), 0, 1).astype(np.float32)
        return (x, *self.kind.condition(rng, n))

    def constant(self, rng: np.random.Generator, values: Any) -> tuple[np.ndarray, ...]:
        """Samples whose entries are all the same: one of each value."""
        values = np.asarray(values, np.float32).reshape(-1, *(1 for _ in self.kind.sample))
        x = np.broadcast_to(values, (len(values), *self.kind.sample)).copy()
        return (x, *self.kind.condition(rng, len(x)))

    def cost(self, x: np.ndarray, values: Any) -> np.ndarray:
        """What each sample costs where the last layer has these values before its activation; without any KL.  (n,)"""
        costs = self.kind.output.cost(x.astype(np.float64), np.broadcast_to(np.float64(values), x.shape))
        return self.kind.reduce(costs.reshape(len(x), -1), axis=1)

    def fit(self, model: "Model", samples: tuple[np.ndarray, ...], *args: Any, **kwargs: Any) -> np.ndarray:
        """Train, and return the losses."""
        forget(self.task, model)
        fit = self.task.fit.options(deadline=LESSON_DEADLINE)
        return fit(model.remote, *self.packed(samples), *args, **kwargs)

    def lesson(self) -> tuple[np.ndarray, ...]:
        """Samples from which there is something to learn."""
        return self.kind.lesson() if self.kind.lesson else (digits().reshape(-1, *self.kind.sample),)

    def trained(self, seed: int = 0) -> "Model":
        """A model after its lesson; questions leave it as it is."""

        def make() -> Model:
            model = self.built(seed)
            self.fit(model, self.lesson(), self.kind.n_epochs, 32, seed=seed)
            return model

        return kept(self.task, seed, make)  # type: ignore[no-any-return]

    def packed(self, samples: tuple[np.ndarray, ...]) -> tuple[Any, ...]:
        """Samples as they go to the submission."""
        return (Images(samples[0]) if self.kind.images else samples[0], *samples[1:])


class Model:
    """A model that lives in the candidate, asked in the exam's terms."""

    def __init__(self, subject: Subject, remote: Any) -> None:
        """It is called once where parameters are missing: layers may be built by the first call."""
        self.subject, self.kind, self.remote = subject, subject.kind, remote
        self.shapes = [p.shape for p in self.parameters()]
        if sum(map(math.prod, self.shapes)) not in subject.kind.n_parameters:
            with contextlib.suppress(SubmissionError, NotAttempted):
                self(*subject.constant(np.random.default_rng(0), [0.5]))
            self.shapes = [p.shape for p in self.parameters()]

    def __call__(self, *samples: np.ndarray) -> np.ndarray:
        """Reconstructions."""
        return self.question("")(*self.subject.packed(samples))

    def encode(self, *samples: np.ndarray) -> Any:
        """Codes, or their means and log variances."""
        return self.question("encode")(*self.subject.packed(samples))

    def ask(self, method: str, samples: tuple[np.ndarray, ...], noise: np.ndarray) -> np.ndarray:
        """`elbo` or `negative_elbo`."""
        return self.question(method)(*self.subject.packed(samples), noise)

    def decode(self, code: np.ndarray, *condition: np.ndarray) -> np.ndarray:
        """What is drawn from codes."""
        return self.question("decode")(Images(code) if self.kind.image_codes else code, *condition)

    def question(self, method: str) -> Any:
        """A method to be asked, with the layout of its answer."""
        images = {"encode": self.kind.image_codes}.get(method, self.kind.images and method in ("", "decode", "generate"))
        return getattr(self.remote, method).options(images=images)

    def parameters(self) -> tuple[np.ndarray, ...]:
        """The trainable parameters, in the model's order."""
        return self.remote.parameters()

    def set_parameters(self, values: Any) -> None:
        """Overwrite the trainable parameters."""
        self.remote.set_parameters(tuple(np.asarray(value, np.float32) for value in values))

    def rest(self, output: Any = 0.0, heads: Any = 0.0) -> None:
        """Weights of 0: every sample is drawn alike, with these values before the last activation, and has these codes' heads.

        Layers are told apart by their sizes alone, so that any order of them and either layout of the heads will do.
        """
        self.set_parameters(self.resting(output, heads))

    def resting(self, output: Any = 0.0, heads: Any = 0.0) -> list[np.ndarray]:
        """The parameters of a model at rest."""
        values = [np.full(shape, self.kind.resting if len(shape) == 1 else 0.0) for shape in self.shapes]
        for i in self.head_places:
            values[i][:] = heads
        values[self.output_place][:] = output
        return values

    @functools.cached_property
    def head_places(self) -> list[int]:
        """Which parameters are the biases of the layers that make means and log variances: of width 2 L, or two of width L."""
        sizes = [(L * self.kind.latent_dim,) for L in (1, 2)]
        return [i for i, shape in enumerate(self.shapes) if shape in sizes and i != self.output_place]

    @functools.cached_property
    def output_place(self) -> int:
        """Which parameter is the vector of the last layer's biases; where sizes do not tell, the one that changes what is drawn."""
        places = [i for i, shape in enumerate(self.shapes) if shape == (self.kind.n_outputs,)]
        return places[0] if len(places) == 1 else self._drawing(places)

    def _drawing(self, places: list[int]) -> int:
        code, parameters = np.zeros((1, *self.kind.code), np.float32), self.parameters()
        drawn = []
        for place in places:
            self.set_parameters([np.full(shape, float(i == place and len(shape) == 1)) for i, shape in enumerate(self.shapes)])
            drawn.append(np.abs(self.decode(code) - self.kind.output.drawn(np.zeros(1))).max())
        self.set_parameters(parameters)
        assert max(drawn, default=0) > 0, f"no layer with {self.kind.n_outputs} biases changes what is drawn"
        return places[int(np.argmax(drawn))]

    def output_biases(self) -> np.ndarray:
        """The biases of the last layer."""
        return self.parameters()[self.output_place]


def lively_scale(shape: tuple[int, ...]) -> float:
    """Standard deviation of weights that neither drown nor amplify what comes in, whatever the order of a kernel's axes."""
    if len(shape) == 1:
        return 0.2
    if len(shape) == 2:
        return float(np.sqrt(4 / sum(shape)))
    width = min(first for first, second in (shape[:2], shape[2:]) if first == second)
    return float(np.sqrt(4 / (width**2 * (sum(shape) - 2 * width))))


def subject(name: str, kind: Kind) -> Any:
    """The fixture through which the laws ask about a task's model."""

    @pytest.fixture
    def subject(request: pytest.FixtureRequest) -> Subject:
        return Subject(request.getfixturevalue(name), kind)

    return subject


def assert_form_and_inputs(question: Any, arguments: tuple[Any, ...], shapes: list[tuple[int, ...]], *, what: str) -> None:
    """The answer, or each part of it, is float32 and has its shape; the arguments are the same after the call."""
    answer, after = question.with_inputs(*arguments)
    parts = answer if isinstance(answer, tuple) else (answer,)
    assert len(parts) == len(shapes), f"{what} must return {len(shapes)} tensors, not {len(parts)}"
    for part, shape in zip(parts, shapes, strict=True):
        assert_form(part, shape, np.float32, what=what)
    for position, (before, value) in enumerate(zip(arguments, after, strict=True), start=1):
        same = before.array if isinstance(before, Images) else before
        assert not isinstance(same, np.ndarray) or np.array_equal(same, value), f"argument {position} was changed in place"


@functools.cache
def digits(n: int = 1000) -> np.ndarray:
    """The first of the embedded digits, (n, 28, 28) in [0, 1]."""
    return (data.load("mnist", "embedded")["x_train"][:n] / 255).astype(np.float32)


@functools.cache
def edges(n: int = 400) -> np.ndarray:
    """Pictures that are white left of an edge and black right of it, (n, 28, 28): who knows its place saves most of their cost."""
    white = np.arange(28) < np.linspace(0, 28, n)[:, None]
    return np.repeat(white[:, None, :], 28, axis=1).astype(np.float32)
