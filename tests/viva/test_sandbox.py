"""What a candidate sees of the machine, what it may take of it, and that nothing of it outlives the examiner."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from viva import bubblewrap, sandbox
from viva.exam import ROOT
from viva.replies import CandidateDied
from viva.sandbox import ISOLATED, KEPT_OUTPUT, LIMITS_ONLY, Limits, Sandbox, SandboxError, environment

needs_bubblewrap = pytest.mark.skipif(not bubblewrap.works(), reason="needs bubblewrap, and a kernel that lets it make namespaces")
needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")

PROBE = """
import os, socket, subprocess, sys, time

def run(code):
    space = dict(globals())
    exec(code, space)
    return space.get("answer")

def refuses(code):
    try:
        exec(code, dict(globals()))
    except (OSError, ImportError) as error:
        return type(error).__name__
    return ""
"""
PREFIXES = {Path(sys.prefix), Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}
NARROW = Limits(memory=3 << 29, processes=12, temporary_files=1 << 20, open_files=200)


MODES = [pytest.param(ISOLATED, marks=needs_bubblewrap, id="bubblewrap"), pytest.param(LIMITS_ONLY, id="without")]


@pytest.fixture(scope="module")
def narrow(framework, tmp_path_factory):
    """Sandboxes with narrow limits, behind bubblewrap and without it."""
    rooms = {}

    def room(isolation):
        if isolation not in rooms:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(bubblewrap, "works", lambda: isolation == ISOLATED)
                rooms[isolation] = Sandbox(framework, tmp_path_factory.mktemp("narrow"), limits=NARROW)
            assert rooms[isolation].isolation == isolation
        return rooms[isolation]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_TOKEN", "secret")
        yield room
    for one in rooms.values():
        one.kill()


@pytest.fixture(params=MODES)
def probe(request, narrow, submit):
    """A submission that runs what it is told to, in both kinds of sandbox."""
    return submit(PROBE, sandbox=narrow(request.param))


@pytest.fixture
def isolated(narrow, submit):
    """The same, where bubblewrap shuts it in."""
    if not bubblewrap.works():
        pytest.skip("needs bubblewrap, and a kernel that lets it make namespaces")
    return submit(PROBE, sandbox=narrow(ISOLATED))


def alive(pids):
    """Those of the processes that still run."""
    found = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.append(pid)
    return found


def gone(pids, seconds=5.0):
    """Whether all of the processes end within some time."""
    deadline = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pids)


# What it sees


def test_the_environment_is_the_sandboxs_own(probe):
    assert os.environ["AUTOGRADER_TOKEN"] == "secret"
    seen = dict(zip(*(iter(probe.run("answer = tuple(part for pair in os.environ.items() for part in pair)")),) * 2, strict=True))
    own = environment(1, "cpu")
    assert {name: seen.get(name) for name in own} == own
    assert not {"AUTOGRADER_TOKEN", "VIRTUAL_ENV", "PYTHONPATH", "PYTEST_CURRENT_TEST", "OLDPWD"} & seen.keys()


@pytest.mark.parametrize("path", [str(ROOT / "tests"), str(ROOT / "reference"), "/etc/passwd", "/var", "/sys", "/boot"])
def test_the_repository_and_the_system_are_not_there(isolated, path):
    assert isolated.run(f"answer = os.path.lexists({path!r})") is False


@pytest.mark.parametrize("home", sorted({str(Path.home()), "/root", "/home"}))
def test_of_home_there_is_nothing_but_the_way_to_python(isolated, home):
    way = {part for prefix in PREFIXES if prefix.is_relative_to(home) for part in prefix.relative_to(home).parts[:1]}
    assert set(isolated.run(f"answer = tuple(os.listdir({home!r}) if os.path.isdir({home!r}) else ())")) == way


def test_the_submission_is_there_and_nothing_beside_it(isolated):
    system = {"bin", "sbin", "lib", "lib32", "lib64", "usr", "etc", "proc", "dev", "tmp", "viva", "submission"}
    assert isolated.run("answer = __file__") == f"/submission/{isolated.folder}/mini.py"
    assert set(isolated.run("answer = tuple(os.listdir('/'))")) <= system | {prefix.parts[1] for prefix in PREFIXES}


@pytest.mark.parametrize("folder", ["/submission", "/viva", "/viva/viva", "/", "/usr", "/etc", "/dev", sys.prefix])
def test_nothing_but_temporary_files_can_be_written(isolated, folder):
    assert isolated.refuses(f"open({folder!r} + '/planted', 'w')") in ("OSError", "PermissionError")


def test_temporary_files_are_private_and_few(isolated):
    mine = Path("/tmp") / f"viva-test-{os.getpid()}"
    mine.write_text("the examiner's")
    try:
        assert isolated.run(f"answer = os.path.exists({str(mine)!r})") is False
        isolated.run("open('/tmp/theirs-of-the-candidate', 'w').write('x')")
        assert not Path("/tmp/theirs-of-the-candidate").exists()
    finally:
        mine.unlink()
    for folder in ("/tmp", "/dev/shm"):
        full = f"for n in range(8):\n    with open(f'{folder}/{{n}}', 'wb') as f:\n        f.write(bytes(200 << 10))"
        assert isolated.refuses(full) == "OSError"


def test_a_file_is_limited_without_bubblewrap_too(probe, tmp_path):
    target = "/tmp/large" if probe.sandbox.isolation == ISOLATED else str(tmp_path / "large")
    probe.refuses("import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)")
    assert probe.refuses(f"open({target!r}, 'wb').write(bytes(2 << 20))") == "OSError"


def test_there_is_no_network(isolated):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert isolated.refuses(f"socket.create_connection(('127.0.0.1', {port}), timeout=1)") == "ConnectionRefusedError"
    assert isolated.run("answer = ' '.join(name for _, name in socket.if_nameindex())") == "lo"


def test_there_is_no_other_process_and_no_way_to_more_rights(isolated):
    assert isolated.run("answer = len([p for p in os.listdir('/proc') if p.isdigit()])") <= 4
    assert isolated.run("answer = os.getuid()") == 65534
    assert isolated.refuses("os.setuid(0)") in ("OSError", "PermissionError")
    assert isolated.run("answer = subprocess.run(['/usr/bin/unshare', '-U', 'true'], capture_output=True).returncode != 0") is True


def test_libraries_that_hold_whole_answers_are_not_there(probe):
    assert probe.refuses("import sklearn") == "ModuleNotFoundError"
    if probe.sandbox.isolation == ISOLATED:
        assert probe.run("answer = sum(os.path.isfile(folder + '/sklearn/__init__.py') for folder in sys.path)") == 0


# What it may take


def test_memory_is_limited_for_the_whole_tree(probe):
    """Two processes that together hold too much; each of them holds less than the limit."""
    hoard = "hoard = bytearray(b'x') * (700 << 20)"
    with pytest.raises(CandidateDied, match=r"^more than 1\.5 GiB of memory$"):
        probe.run(f"os.fork()\n{hoard}\ntime.sleep(30)")
    assert probe.run("answer = 1") == 1


@pytest.mark.parametrize("listed", sorted({False, sandbox._KERNEL_LISTS_CHILDREN}))
def test_the_number_of_processes_is_limited(probe, monkeypatch, listed):
    """Those that another thread has started count too; whether the kernel lists children or psutil finds them."""
    monkeypatch.setattr(sandbox, "_KERNEL_LISTS_CHILDREN", listed)
    many = "for _ in range(14):\n    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)'])\ntime.sleep(30)"
    with pytest.raises(CandidateDied, match=r"^more than 12 processes$"):
        probe.run(f"import threading\nthreading.Thread(target=exec, args=({many!r}, dict(globals()))).start()\ntime.sleep(30)")
    assert probe.run("answer = 1") == 1


def test_the_number_of_open_files_is_limited(probe):
    assert probe.refuses("kept = [open('/dev/null') for _ in range(300)]") == "OSError"


def test_what_is_printed_is_kept_up_to_a_limit(probe):
    probe.run("print('x' * 10**6, flush=True)\nprint('the end', flush=True)")
    deadline = time.monotonic() + 5
    while not probe.sandbox.output().endswith("the end\n") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert probe.sandbox.output().endswith("xxx\nthe end\n")
    assert len(probe.sandbox.output()) <= KEPT_OUTPUT


def test_processor_time_of_the_tree_is_seen(probe):
    probe.run("answer = 1")
    before = probe.sandbox.cpu_seconds()
    probe.run("end = time.process_time() + 0.3\nwhile time.process_time() < end:\n    pass")
    assert 0.25 < probe.sandbox.cpu_seconds() - before < 2


# How it ends


@needs_linux
def test_killing_the_sandbox_ends_the_whole_tree_and_the_next_question_starts_another(probe):
    """A daemon that left its session and its parent is part of it."""
    daemon = "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(60)\n    os._exit(0)"
    probe.run(daemon + "\nos.wait()")
    tree = [member.pid for member in probe.sandbox._tree(probe.sandbox._process)]
    assert len(alive(tree)) >= 3
    probe.sandbox.kill()
    assert gone(tree)
    probe.sandbox.kill()
    probe.refresh()
    assert probe.run("answer = 1") == 1


def test_a_sandbox_outlives_the_thread_that_asked_for_it(probe):
    thread = threading.Thread(target=probe.run, args=("answer = 1",))
    thread.start()
    thread.join()
    assert probe.run("answer = 2") == 2
    assert probe.deaths == []


def test_a_program_that_does_not_start_is_the_sandboxs_trouble(tmp_path, framework):
    room = Sandbox("no_framework", tmp_path)
    with pytest.raises(SandboxError, match=r"process did not start:(.|\n)*framework must be one of torch, tensorflow"):
        room.fork("mini")
    assert not Sandbox._tree(room._process)


HOLDER = """
import sys, time
from pathlib import Path
import psutil
from viva import bubblewrap
from viva.examiner import Examiner
from viva.sandbox import Sandbox

framework, folder, isolation = sys.argv[1:]
bubblewrap.works = lambda: isolation == "bubblewrap"
room = Sandbox(framework, Path(folder))
idle, busy = Examiner(room, "mini"), Examiner(room, "mini")
idle.run("answer = 1")
busy._start()
busy._channel.send({"id": 1, "do": "call", "with": {
    "target": None, "name": "run", "args": ("import signal\\nsignal.pthread_sigmask(0, range(1, 65))\\nwhile True: pass",),
    "kwargs": {}, "images": False, "echo": False}})
time.sleep(0.2)
print(*(p.pid for p in psutil.Process().children(recursive=True)), flush=True)
time.sleep(60)
"""


@needs_linux
@pytest.mark.parametrize("isolation", MODES)
def test_the_tree_dies_with_the_examiner(framework, tmp_path, isolation):
    """Even where nobody can say goodbye, and a candidate is busy."""
    (tmp_path / "mini.py").write_text(PROBE)
    command = [sys.executable, "-c", HOLDER, framework, str(tmp_path), isolation]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        pids = [int(pid) for pid in holder.stdout.readline().split()]
        assert len(pids) >= 3
        assert alive(pids) == pids
        holder.kill()
    left = [] if gone(pids) else alive(pids)
    for pid in left:
        psutil.Process(pid).kill()
    assert left == []


# Without bubblewrap


def test_bubblewrap_is_missing_where_there_is_no_such_program(monkeypatch):
    monkeypatch.setenv("PATH", "")
    bubblewrap.works.cache_clear()
    try:
        assert bubblewrap.works() is False
    finally:
        bubblewrap.works.cache_clear()


def test_bubblewrap_does_not_work_where_the_kernel_forbids_it(monkeypatch, tmp_path):
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    bubblewrap.works.cache_clear()
    try:
        assert bubblewrap.works() is False
    finally:
        bubblewrap.works.cache_clear()
