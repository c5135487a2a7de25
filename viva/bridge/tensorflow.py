"""NumPy to TensorFlow and back."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context

Native = (tf.Tensor, tf.Variable)
NAME = "tf.Tensor"
_device = "CPU"
_seeds: set[int] = set()  # that have been set


def import_the_rest() -> None:
    """Nothing: TensorFlow and Keras load all that they need at once."""


def start(device: str, threads: int) -> dict[str, str]:
    """Choose device and threads; returns what a report should say. Raises: RuntimeError where there is no such device."""
    global _device
    _device = {"cpu": "CPU", "cuda": "GPU"}[device]
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    if not tf.config.list_physical_devices(_device):
        raise RuntimeError("TensorFlow sees no CUDA device")
    tf.debugging.disable_traceback_filtering()  # which takes a fifth of a small operation's time; we cut them ourselves
    keras.config.disable_traceback_filtering()  # else a layer's errors list its arguments, and name every one of them
    return {"framework": f"TensorFlow {tf.__version__}, Keras {keras.__version__}", "device": device}


def to_native(array: np.ndarray, images: bool = False) -> tf.Tensor:
    """The array as a tensor on the device; images are (…, h, w, c) here already."""
    with tf.device(f"/{_device}:0"):
        return tf.identity(tf.constant(array))


def to_numpy(tensor: tf.Tensor, images: bool = False) -> np.ndarray:
    """The values of a tensor. Raises: TypeError where it is not a plain dense tensor on the device."""
    if f"device:{_device}" not in tensor.device:
        raise TypeError(f"the answer is on {tensor.device}, the question was on {_device}")
    array: np.ndarray = tensor.numpy()
    if images and array.ndim < 3:
        raise TypeError(f"images have at least three axes, the answer has shape {array.shape}")
    return array


def copy(tensor: tf.Tensor) -> tf.Tensor:
    """Another tensor with the same values."""
    return -tensor  # tf.identity copies nothing


def synchronize() -> None:
    """Wait until the device has finished what it was given."""
    if _device == "GPU":
        tf.test.experimental.sync_devices()


def reseed(seed: int) -> None:
    """Put the global generators into a known state.

    `tf.random.set_seed` also throws all kernels and instantiated graphs away, for the state of their generators; to make them
    anew takes longer than most answers. The first time that a seed is set there are none of it yet, so it is set alone.
    """
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  the generator that submissions would use
    if seed in _seeds:
        tf.random.set_seed(seed)
    _seeds.add(seed)
    eager = context.context()
    eager._seed, eager._rng = seed, random.Random(seed)


def gradient(function: Callable[..., tf.Tensor], arguments: Sequence[Any], wrt: Sequence[int]) -> tuple[tf.Tensor, ...]:
    """Gradients of the sum of function(*arguments) with respect to the arguments at the positions `wrt`."""
    watched = [arguments[i] for i in wrt]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        value = tf.reduce_sum(function(*arguments))
    return tuple(_present(tape.gradient(value, watched)))


def _present(gradients: Sequence[tf.Tensor | None]) -> list[tf.Tensor]:
    if any(g is None for g in gradients):
        raise RuntimeError("no gradient flows from the result to what it should depend on")
    return [tf.convert_to_tensor(g) for g in gradients]


def placed(thing: Any) -> Any:
    """What a submission made: TensorFlow puts it on the device by itself."""
    return thing


def evaluating(model: Any) -> None:
    """Switch training behaviour off: in Keras that is an argument of each call."""


def call_options(target: Any) -> dict[str, Any]:
    """Keyword arguments with which a model is called for evaluation."""
    return {"training": False} if isinstance(target, keras.Model) else {}


def parameters(model: Any) -> list[tf.Tensor]:
    """The trainable parameters, in the model's order."""
    return [tf.convert_to_tensor(variable) for variable in model.trainable_variables]


def set_parameters(model: Any, values: Sequence[tf.Tensor]) -> None:
    """Overwrite the trainable parameters."""
    for variable, value in zip(model.trainable_variables, values, strict=True):
        variable.assign(value)


def parameter_gradients(model: Any, function: Callable[..., tf.Tensor], arguments: Sequence[Any]) -> list[tf.Tensor]:
    """Gradients of the scalar function(*arguments) with respect to every trainable parameter."""
    with tf.GradientTape() as tape:
        value = function(*arguments)
    return _present(tape.gradient(value, [v.value for v in model.trainable_variables]))


def _normal_log_density(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    return -0.5 * tf.reduce_sum((x - mean) ** 2 / variance, axis=-1)


def _normal_score(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    return (mean - x) / variance


def _half_normal_log_density(x: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    log_density = -0.5 * tf.reduce_sum(x**2 / variance, axis=-1)
    return tf.where(tf.reduce_all(x >= 0, axis=-1), log_density, tf.cast(-np.inf, x.dtype))


def _mixture_terms(x: tf.Tensor, weights: tf.Tensor, means: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    return tf.math.log(weights) - 0.5 * tf.reduce_sum((x[:, None] - means) ** 2, axis=-1) / variance


def _mixture_log_density(x: tf.Tensor, weights: tf.Tensor, means: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    return tf.reduce_logsumexp(_mixture_terms(x, weights, means, variance), axis=-1)


def _mixture_score(x: tf.Tensor, weights: tf.Tensor, means: tf.Tensor, variance: tf.Tensor) -> tf.Tensor:
    responsibilities = tf.nn.softmax(_mixture_terms(x, weights, means, variance), axis=-1)
    return (responsibilities @ means - x) / variance


def _waves_value(x: tf.Tensor, amplitudes: tf.Tensor, wave_numbers: tf.Tensor, phases: tf.Tensor) -> tf.Tensor:
    return tf.linalg.matvec(tf.sin(x @ wave_numbers + phases), amplitudes)


FUNCTIONS: dict[str, Callable[..., tf.Tensor]] = {
    "normal.log_density": _normal_log_density,
    "normal.score": _normal_score,
    "half_normal.log_density": _half_normal_log_density,
    "mixture.log_density": _mixture_log_density,
    "mixture.score": _mixture_score,
    "waves.value": _waves_value,
}
