"""Starts the untrusted end, with limits on memory, processes and files, and ends its whole process tree.

Behind bubblewrap it sees a read-only view of the Python environment, of this package and of one submission, a private /tmp of
limited size, no network and no other process. Where bubblewrap is missing the same program runs as an ordinary process with
resource limits only, and `isolation` says so.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from viva import bubblewrap
from viva.wire import Channel, shared_memory

ISOLATED = "bubblewrap"
LIMITS_ONLY = "process limits only: bubblewrap is not available here"
KEPT_OUTPUT = 4096
START_DEADLINE = 120.0  # seconds; a framework may come from a cold disk
WATCH_INTERVAL = 0.1  # seconds
_KERNEL_LISTS_CHILDREN = Path("/proc/thread-self/children").exists()  # Source: proc_pid_task_tid_children(5)
_LONG_LIVED = ThreadPoolExecutor(1)  # whose thread starts every sandbox: one dies with the thread that started it, by prctl(2)


class SandboxError(Exception):
    """The sandbox itself does not work: the examiner's trouble, never a submission's."""


@dataclass(frozen=True)
class Limits:
    """What the process tree of one submission may take; sizes in bytes."""

    memory: int = 4 << 30
    processes: int = 64
    temporary_files: int = 256 << 20
    open_files: int = 256
    threads: int = 1


def environment(threads: int, device: str, alone: bool = False) -> dict[str, str]:
    """The candidate's whole environment: fixed threads, an allocator that keeps large blocks, and passive waiting.

    A process that has the machine `alone` may let its threads wait actively, which small parallel regions need to be fast.
    """
    count = str(threads)
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "USER": "candidate",
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "OPENBLAS_NUM_THREADS": count,
        **({} if alone else {"OMP_WAIT_POLICY": "PASSIVE", "KMP_BLOCKTIME": "0"}),
        # Without these, glibc gives every large temporary back to the kernel and page-faults it in again.
        "MALLOC_MMAP_MAX_": "0",
        "MALLOC_TRIM_THRESHOLD_": str(1 << 32),
        "MALLOC_TOP_PAD_": str(1 << 26),
        "MALLOC_ARENA_MAX": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "KERAS_BACKEND": "tensorflow",
        "TQDM_DISABLE": "1",
        **({} if device == "cuda" else {"CUDA_VISIBLE_DEVICES": ""}),
    }


class Sandbox:
    """The process tree of one submission; it imports the framework once, and `fork` starts a candidate within milliseconds."""

    def __init__(self, framework: str, submission: Path, device: str = "cpu", limits: Limits | None = None) -> None:
        """`submission` is the folder that the candidate sees; nothing starts before the first `fork`."""
        self.framework, self.submission, self.device = framework, submission.resolve(), device
        self.limits = limits or Limits()
        self.isolation = ISOLATED if bubblewrap.works() else LIMITS_ONLY
        self.breach: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._output = bytearray()
        self._forking = threading.Lock()  # several conversations may begin at once

    def fork(self, task: str, folder: str = ".") -> Channel:
        """A channel to a fresh candidate for one task, whose file lies in `folder` of the submission."""
        with self._forking:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self._fork(task, folder)

    def _fork(self, task: str, folder: str) -> Channel:
        root = Path(bubblewrap.SUBMISSION) if self.isolation == ISOLATED else self.submission
        request = f"{root / folder}\0{task}".encode()
        ours, theirs = socket.socketpair()
        channel = Channel(ours, memory := shared_memory())
        with theirs:
            try:
                socket.send_fds(self._control, [request], [theirs.fileno(), *reversed(memory)])
            except OSError:  # a submission has killed the process that forks
                self._start()
                socket.send_fds(self._control, [request], [theirs.fileno(), *reversed(memory)])
        channel.forget_descriptors()
        return channel

    def kill(self) -> None:
        """End every process of the tree."""
        if self._process is not None:
            self._end(self._process)
            self._control.close()
            self._process = None

    def output(self) -> str:
        """The last that the submission printed."""
        return self._output.decode(errors="replace")

    def cpu_seconds(self) -> float:
        """Processor time that the tree has used so far."""
        total = 0.0
        for process in self._tree(self._process):
            with contextlib.suppress(psutil.Error):
                total += sum(process.cpu_times()[:4])
        return total

    def _start(self) -> None:
        self.kill()
        self.breach = None
        self._control, theirs = socket.socketpair()
        reading, writing = os.pipe()
        variables = environment(self.limits.threads, self.device)
        wrapper, package = [], str(Path(__file__).parents[1])
        if self.isolation == ISOLATED:
            wrapper = bubblewrap.command(self.submission, variables, self.limits.temporary_files, self.device)
            package = bubblewrap.PACKAGE
        program = f"import sys; sys.path.insert(0, {package!r}); from viva.candidate import main; main(*sys.argv[1:])"
        self._process = _LONG_LIVED.submit(
            subprocess.Popen,
            [*wrapper, sys.executable, "-I", "-B", "-c", program, self.framework, self.device, str(self.limits.threads),
             str(theirs.fileno()), self._resource_limits()],
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            pass_fds=[theirs.fileno()],
            env=variables,
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        ).result()  # fmt: skip
        os.close(writing)
        theirs.close()
        threading.Thread(target=self._drain, args=(reading,), daemon=True).start()
        self._control.settimeout(START_DEADLINE)
        with contextlib.suppress(OSError):
            if self._control.recv(16) == b"ready":
                threading.Thread(target=self._watch, args=(self._process,), daemon=True).start()
                return
        self.kill()
        raise SandboxError(f"the candidate's process did not start:\n{self.output()}")

    def _resource_limits(self) -> str:
        limits = {
            "RLIMIT_CORE": 0,
            "RLIMIT_FSIZE": self.limits.temporary_files,
            "RLIMIT_NOFILE": self.limits.open_files,
        }
        if self.isolation == ISOLATED:  # counted in the sandbox's own user namespace; outside it, all of the user's processes
            limits["RLIMIT_NPROC"] = 8 * self.limits.processes  # threads count too
        return ",".join(f"{name}={value}" for name, value in limits.items())

    def _drain(self, reading: int) -> None:
        """Read on to the end, so that no amount of printing blocks anybody; keep the last few kilobytes."""
        with open(reading, "rb", buffering=0) as pipe:
            while part := pipe.read(1 << 16):
                self._output = (self._output + part)[-KEPT_OUTPUT:]

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            tree = self._tree(process)
            if len(tree) > self.limits.processes:
                self.breach = f"more than {self.limits.processes} processes"
            elif _memory(tree, self.limits.memory) > self.limits.memory:
                self.breach = f"more than {self.limits.memory / (1 << 30):.1f} GiB of memory"
            if self.breach:
                self._end(process)
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(WATCH_INTERVAL)

    @staticmethod
    def _tree(process: subprocess.Popen[bytes] | None) -> list[psutil.Process]:
        if process is None or process.poll() is not None:
            return []
        with contextlib.suppress(psutil.Error):
            return _family(process.pid)
        return []

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Killing bubblewrap ends its process namespace; without one, every process that can still be found."""
        for member in self._tree(process):
            with contextlib.suppress(psutil.Error):
                member.kill()
        process.wait()


def _family(root: int) -> list[psutil.Process]:
    """A process and its descendants.

    They come from the kernel's own lists where it keeps any: psutil reads every process of the machine, ten times a second.
    """
    if not _KERNEL_LISTS_CHILDREN:
        parent = psutil.Process(root)
        return [parent, *parent.children(recursive=True)]
    family, pids = [], [root]
    for pid in pids:
        with contextlib.suppress(OSError, psutil.Error):  # it may have ended by now
            family.append(psutil.Process(pid))
            for thread in Path(f"/proc/{pid}/task").iterdir():
                with contextlib.suppress(OSError):  # and so may a thread
                    pids += [int(child) for child in (thread / "children").read_text().split() if int(child) not in pids]
    return family


def _memory(tree: list[psutil.Process], limit: int) -> int:
    """Memory of the tree: resident sizes, and where those sum to too much, without counting shared pages twice."""
    for measure in ("rss", "pss"):
        total = 0
        for process in tree:
            with contextlib.suppress(psutil.Error, AttributeError):
                total += getattr(process.memory_info() if measure == "rss" else process.memory_full_info(), measure)
        if total <= limit:
            break
    return total
