"""What a question costs beside the submission's own work: a call there and back, and ten megabytes each way.

pytest benchmarks/test_overhead.py --framework torch
"""

import numpy as np
import pytest

from viva import bridge
from viva.examiner import Examiner
from viva.sandbox import Sandbox

SUBMISSION = {
    "torch": "import torch\ndef make(n):\n    return torch.ones(n, dtype=torch.float64)\n",
    "tensorflow": "import tensorflow as tf\ndef make(n):\n    return tf.ones(n, dtype=tf.float64)\n",
}
ECHO = "def echo(x):\n    return x\ndef first(x):\n    return x[0]\n"
TEN_MEGABYTES = 10_000_000 // 8


@pytest.fixture(scope="module")
def task(request, tmp_path_factory):
    """A submission that does nothing, in the sandbox."""
    framework = request.config.getoption("framework") or bridge.installed()[0]
    folder = tmp_path_factory.mktemp("submission")
    (folder / "echoes.py").write_text(SUBMISSION[framework] + ECHO, encoding="utf-8")
    sandbox = Sandbox(framework, folder)
    examiner = Examiner(sandbox, "echoes")
    yield examiner
    examiner.close()
    sandbox.kill()


def test_small_question(benchmark, task):
    """A 10 × 10 matrix there and back."""
    matrix = np.random.default_rng(0).normal(size=(10, 10))
    answer = benchmark.pedantic(task.echo, args=(matrix,), rounds=2000, warmup_rounds=100)
    assert np.array_equal(answer, matrix)


def test_ten_megabytes_to_the_candidate(benchmark, task):
    """Ten megabytes there, one number back."""
    array = np.random.default_rng(0).normal(size=TEN_MEGABYTES)
    answer = benchmark.pedantic(task.first, args=(array,), rounds=50, warmup_rounds=5)
    assert answer == array[0]


def test_ten_megabytes_from_the_candidate(benchmark, task):
    """One number there, ten megabytes back."""
    answer = benchmark.pedantic(task.make, args=(TEN_MEGABYTES,), rounds=50, warmup_rounds=5)
    assert answer.shape == (TEN_MEGABYTES,)
