"""The model solutions of `gaussian` give the same numbers in both frameworks."""

import numpy as np
import pytest

from viva.closeness import assert_close

KINDS = {
    "log_density": ("place", "place", "log_var"),
    "kl_standard_normal": ("place", "log_var"),
    "kl_diagonal": ("place", "log_var", "place", "log_var"),
    "reparameterize": ("place", "log_var", "place"),
    "bernoulli_log_likelihood": ("pixel", "place"),
    "negative_elbo": ("pixel", "place", "place", "log_var"),
}


@pytest.fixture(params=["float64", "float32"])
def arguments(request):
    """Makes a function's arguments."""
    rng = np.random.default_rng(0)
    draw = {
        "place": lambda: rng.normal(scale=3.0, size=(5, 4)),
        "log_var": lambda: rng.uniform(-3, 3, (5, 4)),
        "pixel": lambda: rng.uniform(size=(5, 4)),
    }
    return lambda function: [draw[kind]().astype(request.param) for kind in KINDS[function]]


@pytest.mark.parametrize("function", KINDS)
def test_values_agree(twins, arguments, function):
    """The same numbers to rounding."""
    asked = arguments(function)
    torch, tensorflow = (getattr(twin, function)(*asked) for twin in twins("gaussian"))
    assert torch.dtype == tensorflow.dtype == asked[0].dtype
    assert_close(torch, tensorflow, what=function)


@pytest.mark.parametrize("function", KINDS)
def test_gradients_agree(twins, arguments, function):
    """The same gradients to rounding, with respect to every argument."""
    asked = arguments(function)
    everything = tuple(range(len(asked)))
    torch, tensorflow = (getattr(twin, function).gradient(*asked, wrt=everything) for twin in twins("gaussian"))
    for position in everything:
        assert_close(torch[position], tensorflow[position], what=f"{function}, argument {position + 1}")
