"""Between NumPy and the frameworks: the same questions have the same answers in each."""

import ast

import numpy as np
import pytest
from scipy import stats

from viva import bridge
from viva.exam import ROOT
from viva.question import Remote
from viva.replies import SubmissionError
from viva.wire import DTYPES, Function, Images

SAME = """
def same(x):
    assert isinstance(x, TENSOR), type(x)
    return x

def shape(x):
    return tuple(int(n) for n in x.shape)

def first_channel(images):
    return images[:, 0] if TENSOR.__module__ == "torch" else images[..., 0]

def apply(function, x):
    return function(x)

def identities(first, second):
    return first is second

def cube(x, scale):
    return scale * x**3

def first_of(x, y):
    return x * 1

def nested(x):
    return [x, (x + x, 3, None)]

def check_size(x):
    if len(x) > 99:
        raise ValueError("too many points")

def to_numpy(x):
    return x.numpy()

def a_numpy_number(x):
    import numpy
    return numpy.float64(1.0)
"""
PARTS = {
    "torch": """
TENSOR = torch.Tensor

class Model(torch.nn.Module):
    def __init__(self, seed=0):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1, bias=False).double()
        self.noise = torch.nn.Dropout(0.5)
        self.size = 3

    def forward(self, x):
        check_size(x)
        return self.noise(self.layer(x))

    def cost(self, x):
        return (self(x) ** 2).sum()

class Subclass(torch.Tensor):
    pass

def disguised(x):
    return x.as_subclass(Subclass)

def sparse(x):
    return x.to_sparse()

def detached(x):
    return x.detach()

def grown(x):
    return x.requires_grad_() * 2

def draw():
    return torch.rand(3)

def draw_from(seed):
    torch.manual_seed(seed)
    return draw()

draw_in_a_graph = draw

def add_one(x):
    x += 1
    return x

def wide(x):
    return x.to(torch.complex128)
""",
    "tensorflow": """
TENSOR = tf.Tensor

class Model(keras.Model):
    def __init__(self, seed=0):
        super().__init__(dtype="float64")
        self.layer = keras.layers.Dense(1, use_bias=False, dtype="float64")
        self.noise = keras.layers.Dropout(0.5, dtype="float64")
        self.layer.build((None, 2))
        self.built = True
        self.size = 3

    def call(self, x, training=False):
        check_size(x)
        return self.noise(self.layer(x), training=training)

    def cost(self, x):
        return tf.reduce_sum(self(x) ** 2)

def disguised(x):
    return tf.RaggedTensor.from_row_lengths(x, [1, 2])

def sparse(x):
    return tf.sparse.from_dense(x)

def detached(x):
    return tf.stop_gradient(x)

def grown(x):
    return tf.Variable(x) * 2

def draw():
    return tf.random.uniform((3,))

def draw_from(seed):
    tf.random.set_seed(seed)
    return draw()

draw_in_a_graph = tf.function(draw)

def wide(x):
    return tf.cast(x, tf.complex128)
""",
}
X = np.array([[0.5, -1.0], [2.0, 0.25], [-0.3, 3.0]])


@pytest.fixture(scope="module", params=bridge.installed())
def task(request, submit_for_module):
    """A submission in one framework."""
    return submit_for_module(PARTS[request.param] + SAME, request.param)


@pytest.mark.parametrize("dtype", sorted(DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (2, 3), (40, 50, 60)], ids=str)
def test_tensors_keep_dtype_shape_and_values(task, dtype, shape):
    array = np.random.default_rng(0).integers(0, 2, shape).astype(dtype)
    answer = task.same(array)
    assert answer.dtype == dtype
    np.testing.assert_array_equal(answer, array)


@pytest.mark.parametrize("view", [X.T, X[::-1], np.broadcast_to(X[0], (4, 2)), np.asfortranarray(X)])
def test_arrays_in_any_order_become_tensors(task, view):
    np.testing.assert_array_equal(task.same(view), view)


def test_tuples_numbers_and_none_come_back_beside_tensors(task):
    first, (second, *rest) = task.nested(X)
    np.testing.assert_array_equal(second, 2 * first)
    assert rest == [3, None]


def test_images_have_the_layout_of_the_framework(task):
    images = np.arange(48.0).reshape(2, 4, 2, 3)
    wanted = (2, 3, 4, 2) if task.sandbox.framework == "torch" else (2, 4, 2, 3)
    assert task.shape(Images(images)) == wanted
    np.testing.assert_array_equal(task.same.options(images=True)(Images(images)), images)
    np.testing.assert_array_equal(task.same.options(images=True)(Images(images[0])), images[0])
    np.testing.assert_array_equal(task.first_channel(Images(images)), images[..., 0])


def test_what_has_too_few_axes_is_no_image(task):
    """A TypeError: a ValueError would be what bad input must raise."""
    with pytest.raises(SubmissionError, match="at least three axes") as error:
        task.same.options(images=True)(np.zeros(2))
    assert "ValueError" not in error.value.types


def test_gradients_are_those_of_the_sum(task):
    np.testing.assert_allclose(task.cube.gradient(X, 2.0), 6 * X**2, rtol=1e-12)
    by_x, by_scale = task.cube.gradient(X, np.array(2.0), wrt=(0, 1))
    np.testing.assert_allclose(by_x, 6 * X**2, rtol=1e-12)
    np.testing.assert_allclose(by_scale, np.sum(X**3), rtol=1e-12)


def test_where_no_gradient_flows_there_is_none(task):
    with pytest.raises(SubmissionError, match="RuntimeError"):
        task.detached.gradient(X)
    with pytest.raises(SubmissionError, match="RuntimeError"):
        task.first_of.gradient(X, X, wrt=1)


def test_parameters_can_be_read_and_written(task):
    model = task.Model(seed=1)
    (weight,) = model.parameters()
    new = np.reshape([2.0, -3.0], weight.shape)
    model.set_parameters((new,))
    np.testing.assert_array_equal(model.parameters()[0], new)
    np.testing.assert_allclose(model(X)[:, 0], X @ [2.0, -3.0], rtol=1e-12)


def test_parameters_must_fit(task):
    model = task.Model()
    for wrong in ((), (np.zeros((5, 5)),), (np.zeros((2, 1)),) * 2):
        with pytest.raises(SubmissionError):
            model.set_parameters(wrong)


def test_parameters_have_gradients(task):
    model = task.Model()
    weight = np.reshape([2.0, -3.0], model.parameters()[0].shape)
    model.set_parameters((weight,))
    (gradient,) = model.cost.parameter_gradients(X)
    np.testing.assert_allclose(gradient, np.reshape(2 * X.T @ (X @ [2.0, -3.0]), weight.shape), rtol=1e-12)


def test_models_are_called_for_evaluation(task):
    model = task.Model()
    np.testing.assert_array_equal(model(np.ones((50, 2))), np.broadcast_to(model(np.ones((1, 2))), (50, 1)))


def test_an_error_of_a_model_is_told_in_its_own_words(task):
    with pytest.raises(SubmissionError) as caught:
        task.Model()(np.ones((100, 2)))
    assert caught.value.message == "too many points"


def test_attributes_can_be_read(task):
    assert task.Model().attribute("size") == 3


def test_an_object_is_the_same_one_each_time(task):
    model = task.Model()
    assert task.identities(model, model) is True
    assert task.identities(model, task.Model()) is False


WEIGHTS, MEANS = np.array([0.25, 0.75]), np.array([[0.0, 1.0], [2.0, -1.0]])
VARIANCE = np.array([0.5, 2.0])
AMPLITUDES, WAVE_NUMBERS = np.array([2.0, -0.3, 1.0]), np.arange(6.0).reshape(2, 3)
NAMED = {
    "normal.log_density": (
        {"mean": MEANS[0], "variance": VARIANCE},
        lambda x: -0.5 * np.sum((x - MEANS[0]) ** 2 / VARIANCE, axis=1),
    ),
    "normal.score": ({"mean": MEANS[0], "variance": VARIANCE}, lambda x: (MEANS[0] - x) / VARIANCE),
    "half_normal.log_density": (
        {"variance": VARIANCE},
        lambda x: np.where(np.all(x >= 0, axis=1), -0.5 * np.sum(x**2 / VARIANCE, axis=1), -np.inf),
    ),
    "mixture.log_density": (
        {"weights": WEIGHTS, "means": MEANS, "variance": 0.7},
        lambda x: np.log(mixture(x)) + np.log(2 * np.pi * 0.7),
    ),
    "mixture.score": ({"weights": WEIGHTS, "means": MEANS, "variance": 0.7}, lambda x: slope(x)),
    "waves.value": (
        {"amplitudes": AMPLITUDES, "wave_numbers": WAVE_NUMBERS, "phases": AMPLITUDES / 3},
        lambda x: np.sin(x @ WAVE_NUMBERS + AMPLITUDES / 3) @ AMPLITUDES,
    ),
}


def mixture(x):
    """The density of two normal distributions."""
    return sum(w * stats.multivariate_normal(m, 0.7).pdf(x) for w, m in zip(WEIGHTS, MEANS, strict=True))


def slope(x, step=1e-6):
    """Finite differences of the logarithm of the density."""
    return np.stack([np.log(mixture(x + e) / mixture(x - e)) / (2 * step) for e in step * np.eye(2)], axis=1)


@pytest.mark.parametrize("name", NAMED)
def test_functions_by_name_are_what_their_name_says(task, name):
    parameters, expected = NAMED[name]
    answer = task.apply.options(finite=False)(Function(name, parameters), X)
    np.testing.assert_allclose(answer, expected(X), rtol=1e-7)


def test_there_is_no_function_of_another_name(task):
    with pytest.raises(SubmissionError, match="KeyError"):
        task.apply(Function("unknown", {}), X)


def test_a_function_of_the_same_name_and_parameters_is_the_same_object(task):
    first, again = (Function("normal.score", {"mean": MEANS[0], "variance": np.array(0.5)}) for _ in range(2))
    assert task.identities(first, again) is True
    for other in ({"mean": MEANS[1], "variance": np.array(0.5)}, {"mean": MEANS[0], "variance": np.array(0.5, np.float32)}):
        assert task.identities(first, Function("normal.score", other)) is False


@pytest.mark.parametrize("function", ["disguised", "sparse", "to_numpy", "a_numpy_number", "wide"])
def test_what_is_no_plain_tensor_is_no_answer(task, function):
    x = np.array([1.0, 0.0, 2.0])
    if (task.sandbox.framework, function) in (("tensorflow", "disguised"), ("tensorflow", "sparse")):
        assert isinstance(getattr(task, function)(x), Remote)  # an object, which no question takes for an array
        return
    with pytest.raises(SubmissionError):
        getattr(task, function)(x)


def test_an_answer_that_still_carries_a_graph_is_an_answer(task):
    np.testing.assert_array_equal(task.grown(X), 2 * X)


def test_the_frameworks_generator_is_reseeded(task):
    def draw(seed):
        task.begin(seed)
        return task.draw().tolist()

    assert draw(1) == draw(1) != draw(2) == task.draw_from(2).tolist()


def test_a_new_seed_repeats_no_draws_of_a_graph(task):
    """TensorFlow's own way to set a seed would: it throws the instantiated graph away, at the cost of making another."""
    draws = []
    for seed in (11, 12, 13):
        task.begin(seed)
        draws.append(task.draw_in_a_graph().tolist())
    assert draws[0] != draws[1] != draws[2] != draws[0]


def test_a_changed_argument_is_shown(submit):
    if "torch" not in bridge.installed():
        pytest.skip("needs PyTorch: TensorFlow's tensors cannot be changed")
    task = submit(PARTS["torch"], "torch")
    answer, (after,) = task.add_one.with_inputs(np.zeros(3))
    np.testing.assert_array_equal(after, np.ones(3))
    np.testing.assert_array_equal(answer, np.ones(3))


def test_a_report_can_say_which_version_answered(task):
    task.same(X)
    name = {"torch": "PyTorch", "tensorflow": "TensorFlow"}[task.sandbox.framework]
    assert task.description["framework"].startswith(f"{name} 2.")
    assert task.description["device"] == "cpu"


def test_the_bridges_are_twins():
    torch, tensorflow = (definitions(ROOT / "viva/bridge" / f"{framework}.py") for framework in bridge.FRAMEWORKS)
    assert torch == tensorflow
    assert {"to_native", "gradient", "FUNCTIONS"} <= torch.keys()


def definitions(path):
    """What a module defines: functions with their arguments, dictionaries with their keys."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) if name != "_present":  # TensorFlow gives None where PyTorch raises
                found[name] = [argument.arg for argument in node.args.args]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(keys=keys)):
                found[name] = [ast.literal_eval(key) for key in keys]
            case ast.Assign(targets=[ast.Name(id=name)]):
                found[name] = []
    return found


def test_only_known_frameworks_have_a_bridge():
    with pytest.raises(ValueError, match="framework must be one of torch, tensorflow, not 'jax'"):
        bridge.load("jax")
