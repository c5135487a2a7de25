"""Submissions that try to beat the examiner. Each is the honest `schur` with `schur_complement` replaced by an attack."""

from dataclasses import dataclass, field

from .variant import Variant


@dataclass(frozen=True)
class Attack:
    """Code that replaces honest code; `native` in it makes a tensor of the framework from nested lists."""

    name: str
    code: str
    at_import: bool = False  # then nothing of the file can be answered
    files: dict[str, str] = field(default_factory=dict)  # further files in the submission's folder

    def source(self, framework: str) -> str:
        """The whole module."""
        honest = Variant(self.name).source("schur", framework)
        return f"{honest}\n{PREAMBLE[framework]}\n{self.code}\n"


PREAMBLE = {
    "torch": "import torch\nnative = lambda values: torch.tensor(values, dtype=torch.float64)\nto_numpy = lambda t: t.numpy()\n",
    "tensorflow": "import tensorflow as tf\nnative = lambda values: tf.constant(values, dtype=tf.float64)\nto_numpy = lambda t: t.numpy()\n",
}
HONEST = "honest = schur_complement\n"


def call(body: str, before: str = "") -> str:
    """An attack inside a call; `wrong` is an answer of the right shape and wrong values."""
    lines = "\n    ".join(body.strip().splitlines())
    return (
        f"{HONEST}{before}\ndef schur_complement(matrix, k):\n"
        f"    q = matrix.shape[-1] - k\n    wrong = native([[7.0] * q] * q)\n    {lines}\n"
    )


FORGED = """
import os, socket
from viva import wire
def channel_descriptors():
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                found.append(int(name))
        except OSError:
            pass
    return found
def forge(header, size, payload=b""):
    for descriptor in channel_descriptors():
        try:
            os.write(descriptor, wire.PREFIX.pack(wire.MAGIC, False, len(header), size) + header + payload)
        except OSError:
            pass
"""
BRIDGE = "import sys\nbridge = sys.modules.get('viva.bridge.torch') or sys.modules['viva.bridge.tensorflow']\n"

ATTACKS = [
    # ending the process, or the question
    Attack("exit_at_import", "import os\nos._exit(0)", at_import=True),
    Attack("exit_in_a_call", call("import os\nos._exit(0)")),
    Attack("system_exit_at_import", "raise SystemExit(0)", at_import=True),
    Attack("system_exit_in_a_call", call("import sys\nsys.exit(0)")),
    Attack("keyboard_interrupt", call("raise KeyboardInterrupt")),
    Attack("skip_the_test", call("import unittest\nraise unittest.SkipTest('not today')")),
    Attack("infinite_loop", call("while True:\n    pass")),
    Attack("swallows_every_exception", call(
        "import signal\nfor s in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):\n    signal.signal(s, signal.SIG_IGN)\n"
        "while True:\n    try:\n        [0] * 10**7\n    except BaseException:\n        pass")),
    Attack("kills_its_parent", call("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nreturn wrong")),
    Attack("kills_everything_it_sees", call("import os, signal\nos.kill(-1, signal.SIGKILL)\nreturn wrong")),
    # eating the machine
    Attack("memory_bomb", call("hoard = []\nwhile True:\n    hoard.append(bytearray(b'x' * (64 << 20)))")),
    Attack("one_huge_block", call("hoard = bytearray(b'x') * (64 << 30)\nreturn wrong")),
    Attack("fork_bomb", call("import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass")),
    Attack("hundred_megabytes_of_output", call(
        "import os, sys\nfor _ in range(100):\n    os.write(1, b'x' * (1 << 20))\nprint('spam' * 10**6, file=sys.stderr)\nreturn wrong")),
    Attack("fills_the_disk", call(
        "for folder in ('/tmp', '/dev/shm', '.'):\n    try:\n        with open(folder + '/fill', 'wb') as f:\n            while True:\n"
        "                f.write(b'x' * (1 << 20))\n    except OSError:\n        pass\nreturn wrong")),
    Attack("huge_answer", call("return native([[7.0]]) + native([[0.0] * 20000] * 20000)")),
    # touching what judges
    Attack("patches_numpy", call(
        "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\nnp.testing.assert_allclose = lambda *a, **k: None\n"
        "np.asarray = lambda *a, **k: wrong\nreturn wrong")),
    Attack("patches_time", call("import time\ntime.perf_counter = time.monotonic = time.time = lambda: 0.0\nreturn wrong")),
    Attack("patches_the_candidate", call(
        "from viva import candidate\ncandidate.Candidate.do_call = lambda self, **k: (1.0, 2.0)\n"
        "candidate.Candidate.do_load = lambda self: None\nreturn wrong")),
    Attack("patches_the_bridge", call(
        "bridge.to_numpy = lambda tensor, images=False: __import__('numpy').full((q, q), 7.0)\nreturn honest(matrix, k)", BRIDGE)),
    Attack("patches_the_wire", call(
        "from viva import wire\nwire.pack = lambda message: (b'\\x80', [])\nreturn wrong")),
    Attack("patches_pytest_and_hypothesis", call(
        "try:\n    import pytest, hypothesis\n    pytest.fail = lambda *a, **k: None\n"
        "    hypothesis.given = lambda *a, **k: lambda f: f\nexcept ImportError:\n    pass\nreturn wrong")),
    Attack("plants_files_beside_itself", call("return wrong"), files={
        "conftest.py": "def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n",
        "pytest.py": "raise SystemExit(0)\n", "numpy.py": "raise SystemExit(0)\n", "torch.py": "raise SystemExit(0)\n",
        "sitecustomize.py": "raise SystemExit(0)\n", "viva.py": "raise SystemExit(0)\n"}),
    Attack("searches_memory_for_the_answer", call(
        "import gc, sys\nimport numpy as np\nframe = sys._getframe()\nseen = []\nwhile frame:\n    seen += list(frame.f_locals.values())\n"
        "    frame = frame.f_back\nseen += gc.get_objects()\n"
        "fits = [x for x in seen if type(x) is np.ndarray and x.shape == (q, q) and x.dtype == np.float64]\n"
        "return native(fits[0].tolist()) if fits else wrong")),
    # speaking for itself on the wire
    Attack("writes_frames_itself", call(
        "import msgpack\nfor n in range(50):\n    forge(msgpack.packb({'id': n, 'answer': 1.0}), 0)\nreturn wrong", FORGED)),
    Attack("announces_ten_gigabytes", call(
        "import msgpack\narray = msgpack.ExtType(1, msgpack.packb(('float64', (1250000000,))))\n"
        "forge(msgpack.packb({'id': 0, 'answer': array}), 10_000_000_000)\nimport time\ntime.sleep(60)", FORGED)),
    Attack("lies_about_a_shape", call(
        "import msgpack\narray = msgpack.ExtType(1, msgpack.packb(('float64', (10**9, 10**9))))\n"
        "forge(msgpack.packb({'id': 0, 'answer': array}), 8, b'\\0' * 8)\nimport time\ntime.sleep(60)", FORGED)),
    Attack("sends_a_negative_shape", call(
        "import msgpack\narray = msgpack.ExtType(1, msgpack.packb(('float64', (-1, -1))))\n"
        "forge(msgpack.packb({'id': 0, 'answer': array}), 8, b'\\0' * 8)\nimport time\ntime.sleep(60)", FORGED)),
    Attack("sends_an_object_dtype", call(
        "import msgpack\narray = msgpack.ExtType(1, msgpack.packb(('object', (1,))))\n"
        "forge(msgpack.packb({'id': 0, 'answer': array}), 8, b'\\0' * 8)\nimport time\ntime.sleep(60)", FORGED)),
    Attack("sends_a_pickle", call(
        "import pickle\nforge(pickle.dumps(print), 0)\nimport time\ntime.sleep(60)", FORGED)),
    Attack("nests_without_end", call(
        "forge(b'\\x91' * 1_000_000, 0)\nimport time\ntime.sleep(60)", FORGED)),
    Attack("sends_garbage", call("forge(b'', 0, b'garbage' * 100_000)\nimport time\ntime.sleep(60)", FORGED)),
    Attack("claims_to_have_passed", call(
        "import msgpack\nforge(msgpack.packb({'id': 0, 'verdict': 'passed', 'score': 1e9}), 0)\nprint('27 passed')\nreturn wrong", FORGED)),
    # answers that are none
    Attack("friendly_equality", call(
        "class Friendly:\n    __eq__ = __ne__ = __le__ = __lt__ = lambda self, other: True\n    __sub__ = __abs__ = lambda *a: 0.0\n"
        "    shape = (q, q)\nreturn Friendly()")),
    Attack("nan", call("return wrong * float('nan')")),
    Attack("infinity", call("return wrong * float('inf')")),
    Attack("numpy_answer", call("return to_numpy(honest(matrix, k))")),
    Attack("python_answer", call("return to_numpy(honest(matrix, k)).tolist()")),
    Attack("empty_answer", call("return wrong[:0]")),
    Attack("scalar_answer", call("return wrong[0, 0]")),
    Attack("nothing", call("return None")),
    Attack("the_input", call("return matrix")),
    Attack("stale_answer", call("kept.append(honest(matrix, k))\nreturn kept[-2] if len(kept) > 1 else wrong", "kept = []\n")),
    Attack("answer_by_shape", call(
        "return cache.setdefault((tuple(matrix.shape), k), honest(matrix, k))", "cache = {}\n")),
    Attack("exception_with_an_evil_text", call(
        "class Evil(Exception):\n    def __str__(self):\n        raise RuntimeError('no text')\nraise Evil")),
    Attack("exception_with_markup", call("raise RuntimeError('<script>alert(1)</script>\\x00\\ud800' + 'x' * 10**7)")),
    # reaching out of the room
    Attack("reads_what_it_must_not", call(
        "import glob, os\nwanted = ['/etc/shadow', '/etc/passwd', '/proc/1/environ', SECRET]\n"
        "for root in ('/work', '/root', '/home', os.path.expanduser('~'), '/submission/..', '/viva/..', ROOT):\n"
        "    wanted += glob.glob(root + '/**/test_schur.py', recursive=True) + glob.glob(root + '/**/reference/**/schur.py', recursive=True)\n"
        "for path in wanted:\n    try:\n        text = open(path).read()\n    except OSError:\n        continue\n"
        "    if text and path != '/proc/1/environ':\n        return honest(matrix, k)\nreturn wrong")),
    Attack("writes_results", call(
        "import os\ndone = False\n"
        "for path in (SECRET, ROOT + '/results.json', '/submission/schur.py', '/viva/viva/grading.py', '/results.json'):\n"
        "    if path.startswith(ROOT) and ROOT.startswith('/tmp/'):\n        continue  # a folder of its own, if Python lies there\n"
        "    try:\n        with open(path, 'a') as f:\n            f.write('{\"score\": 100}')\n        done = True\n    except OSError:\n        pass\n"
        "return honest(matrix, k) if done else wrong")),
    Attack("opens_a_connection", call(
        "import socket\ntry:\n    socket.create_connection(('127.0.0.1', PORT), timeout=2).close()\nexcept OSError:\n    return wrong\n"
        "return honest(matrix, k)")),
    Attack("leaves_a_daemon", call(
        "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.execv('/bin/sleep', ['sleep', '987654'])\n"
        "    os._exit(0)\nreturn wrong")),
    Attack("imports_the_oracle", call("import sklearn.covariance\nreturn honest(matrix, k)")),
    Attack("lists_other_processes", call(
        "import os\nothers = [p for p in os.listdir('/proc') if p.isdigit()]\n"
        "return honest(matrix, k) if len(others) > 6 else wrong")),
]  # fmt: skip
LAZY = {
    "torch": call(
        "class Lazy(torch.Tensor):\n    @classmethod\n    def __torch_function__(cls, function, types, args=(), kwargs=None):\n"
        "        return honest(matrix, k)\nreturn torch.zeros(q, q, dtype=torch.float64).as_subclass(Lazy)"
    ),
    "tensorflow": call(
        "class Lazy:\n    shape, dtype, device = (q, q), tf.float64, 'CPU:0'\n    def numpy(self):\n        return honest(matrix, k).numpy()\n"
        "    __array__ = numpy\nreturn Lazy()"
    ),
}
