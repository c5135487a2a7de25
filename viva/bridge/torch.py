"""NumPy to PyTorch and back."""

import importlib
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

Native = (torch.Tensor, torch.nn.Parameter)
NAME = "torch.Tensor"
_device = torch.device("cpu")


def import_the_rest() -> None:
    """Import what `torch.optim` loads with its first optimizer: a second that else every process that trains would take."""
    importlib.import_module("torch._dynamo")


def start(device: str, threads: int) -> dict[str, str]:
    """Choose device and threads; returns what a report should say. Raises: RuntimeError where there is no such device."""
    global _device
    if device == "cuda" and not torch.cuda.is_available():
        raise RuntimeError("PyTorch sees no CUDA device")
    _device = torch.device(device)
    torch.set_num_threads(threads)
    return {
        "framework": f"PyTorch {torch.__version__}",
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
    }


def to_native(array: np.ndarray, images: bool = False) -> torch.Tensor:
    """The array as a tensor on the device; images go from (…, h, w, c) to (…, c, h, w)."""
    array = np.moveaxis(array, -1, -3) if images else array
    return torch.from_numpy(np.ascontiguousarray(array).reshape(array.shape)).to(_device)


def to_numpy(tensor: torch.Tensor, images: bool = False) -> np.ndarray:
    """The values of a tensor. Raises: TypeError where it is not a plain dense tensor on the device."""
    if tensor.device.type != _device.type:
        raise TypeError(f"the answer is on {tensor.device}, the question was on {_device}")
    array = tensor.detach().cpu().numpy()
    if images and array.ndim < 3:
        raise TypeError(f"images have at least three axes, the answer has shape {array.shape}")
    return np.moveaxis(array, -3, -1) if images else array


def copy(tensor: torch.Tensor) -> torch.Tensor:
    """Another tensor with the same values."""
    return tensor.clone()


def synchronize() -> None:
    """Wait until the device has finished what it was given."""
    if _device.type == "cuda":
        torch.cuda.synchronize()


def reseed(seed: int) -> None:
    """Put the global generators into a known state."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  the generator that submissions would use
    torch.manual_seed(seed)


def gradient(function: Callable[..., torch.Tensor], arguments: Sequence[Any], wrt: Sequence[int]) -> tuple[torch.Tensor, ...]:
    """Gradients of the sum of function(*arguments) with respect to the arguments at the positions `wrt`."""
    watched = [a.detach().requires_grad_() if i in wrt else a for i, a in enumerate(arguments)]
    return tuple(torch.autograd.grad(function(*watched).sum(), [watched[i] for i in wrt]))


def placed(thing: Any) -> Any:
    """What a submission made, on the device if it is a model: they make models where PyTorch makes them, in main memory."""
    return thing.to(_device) if isinstance(thing, torch.nn.Module) else thing


def evaluating(model: Any) -> None:
    """Switch training behaviour off."""
    if isinstance(model, torch.nn.Module):
        model.eval()


def call_options(target: Any) -> dict[str, Any]:
    """Keyword arguments with which a model is called for evaluation."""
    return {}


def parameters(model: Any) -> list[torch.Tensor]:
    """The trainable parameters, in the model's order."""
    return [p for p in model.parameters() if p.requires_grad]


def set_parameters(model: Any, values: Sequence[torch.Tensor]) -> None:
    """Overwrite the trainable parameters."""
    with torch.no_grad():
        for parameter, value in zip(parameters(model), values, strict=True):
            parameter.copy_(value)


def parameter_gradients(model: Any, function: Callable[..., torch.Tensor], arguments: Sequence[Any]) -> list[torch.Tensor]:
    """Gradients of the scalar function(*arguments) with respect to every trainable parameter."""
    return list(torch.autograd.grad(function(*arguments), parameters(model)))


def _normal_log_density(x: torch.Tensor, mean: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    return -0.5 * ((x - mean) ** 2 / variance).sum(dim=-1)


def _normal_score(x: torch.Tensor, mean: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    return (mean - x) / variance


def _half_normal_log_density(x: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    return torch.where((x >= 0).all(dim=-1), -0.5 * (x**2 / variance).sum(dim=-1), -torch.inf)


def _mixture_terms(x: torch.Tensor, weights: torch.Tensor, means: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    return weights.log() - 0.5 * ((x[:, None] - means) ** 2).sum(dim=-1) / variance


def _mixture_log_density(x: torch.Tensor, weights: torch.Tensor, means: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    return _mixture_terms(x, weights, means, variance).logsumexp(dim=-1)


def _mixture_score(x: torch.Tensor, weights: torch.Tensor, means: torch.Tensor, variance: torch.Tensor) -> torch.Tensor:
    responsibilities = _mixture_terms(x, weights, means, variance).softmax(dim=-1)
    return (responsibilities @ means - x) / variance


def _waves_value(x: torch.Tensor, amplitudes: torch.Tensor, wave_numbers: torch.Tensor, phases: torch.Tensor) -> torch.Tensor:
    return torch.sin(x @ wave_numbers + phases) @ amplitudes


FUNCTIONS: dict[str, Callable[..., torch.Tensor]] = {
    "normal.log_density": _normal_log_density,
    "normal.score": _normal_score,
    "half_normal.log_density": _half_normal_log_density,
    "mixture.log_density": _mixture_log_density,
    "mixture.score": _mixture_score,
    "waves.value": _waves_value,
}
