"""Between NumPy, which the examiner speaks, and a framework's own tensors: one module a framework, with the same definitions.

A bridge module has `Native` (the tensor types that an answer may have), `NAME` (what a student calls such a tensor), `FUNCTIONS`
(those that the exam passes by name), and the functions `import_the_rest`, `start`, `to_native`, `to_numpy`, `copy`, `synchronize`,
`reseed`, `gradient`, `placed`, `evaluating`, `call_options`, `parameters`, `set_parameters` and `parameter_gradients`.
"""

import importlib
import importlib.util
from types import ModuleType

FRAMEWORKS = ("torch", "tensorflow")


def installed() -> list[str]:
    """The frameworks that this Python environment has; none is imported."""
    return [name for name in FRAMEWORKS if importlib.util.find_spec(name)]


def load(framework: str) -> ModuleType:
    """The bridge module of a framework; imports the framework."""
    if framework not in FRAMEWORKS:
        raise ValueError(f"framework must be one of {', '.join(FRAMEWORKS)}, not {framework!r}")
    return importlib.import_module(f"viva.bridge.{framework}")
