"""The untrusted end: imports the framework once, forks for every task, loads the submission's module and answers questions.

Nothing here is a defence: a submission may change any of it. What it can gain is a wrong answer of its own.
"""

import ctypes
import functools
import gc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from viva import bridge
from viva.wire import Channel, Function, Handle, Images

EXCLUDED = ("sklearn",)  # whole answers to the exam's questions: not in the room
MAX_MESSAGE = 2000
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # Source: prctl(2)


def main(framework: str, device: str, threads: str, control: str, limits: str) -> None:
    """Import the framework, say so, then fork a candidate for every request that comes with its sockets and memory."""
    for pair in filter(None, limits.split(",")):
        name, _, value = pair.partition("=")
        resource.setrlimit(getattr(resource, name), (int(value), int(value)))
    _control_process(PR_SET_PDEATHSIG, signal.SIGKILL)
    _control_process(PR_SET_CHILD_SUBREAPER, 1)  # orphans stay in the tree that is ended with the sandbox
    sys.meta_path[:] = [_Finder if finder is importlib.machinery.PathFinder else finder for finder in sys.meta_path]
    native = bridge.load(framework)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=int(control)) as requests:
        requests.send(b"ready")
        while True:
            request, descriptors, _, _ = socket.recv_fds(requests, 4096, 3)
            if not request:
                return
            gc.freeze()  # a candidate's collections pass by what was there before it, and copy none of its pages
            if os.fork() == 0:
                break
            for descriptor in descriptors:
                os.close(descriptor)
            native.import_the_rest()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _control_process(PR_SET_PDEATHSIG, signal.SIGKILL)
    folder, task = request.decode().split("\0")
    channel = Channel(socket.socket(fileno=descriptors[0]), descriptors[1:])
    channel.forget_descriptors()
    Candidate(native, Path(folder), task, device, int(threads)).serve(channel)
    os._exit(0)


def _control_process(option: int, value: int) -> None:
    """What bubblewrap does by itself: without it, a busy candidate would outlive an examiner that was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


class _Finder(importlib.machinery.PathFinder):
    """The usual finder of modules, which does not find the libraries that hold whole answers."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return None if fullname.partition(".")[0] in EXCLUDED else super().find_spec(fullname, path, target)


class Candidate:
    """Answers the examiner's questions about one task of one submission."""

    def __init__(self, native: ModuleType, folder: Path, task: str, device: str, threads: int) -> None:
        self.native, self.folder, self.task = native, folder, task
        self.device, self.threads = device, threads
        self.module: ModuleType | None = None
        self.objects: list[Any] = []

    def serve(self, channel: Channel) -> None:
        """Answer until the examiner hangs up; whatever a question raises becomes its answer."""
        while True:
            try:
                question = channel.receive()
            except Exception:
                return
            try:
                answer = {"answer": getattr(self, "do_" + question["do"])(**question["with"])}
            except BaseException as error:  # a submission may raise anything, SystemExit too
                answer = {"error": self._describe(error)}
            try:
                channel.send({"id": question["id"], **answer})
            except Exception as error:
                channel.send({"id": question["id"], "error": self._describe(error)})
            del question, answer  # the next arrays find their memory: fresh pages are slower than the copy into them

    def do_start(self) -> dict[str, str]:
        """Choose the device; done after the fork, because a forked CUDA context is broken."""
        return self.native.start(self.device, self.threads)  # type: ignore[no-any-return]

    def do_load(self) -> None:
        """Run the task's file as a module of the task's name."""
        path = self.folder / f"{self.task}.py"
        if not path.is_file():
            raise FileNotFoundError(f"the submission has no file {path.name}")
        sys.path.append(str(self.folder))  # last, so that no file of the submission hides a library
        spec = importlib.util.spec_from_file_location(self.task, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[self.task] = module
        spec.loader.exec_module(module)
        self.module = module

    def do_call(
        self, target: Handle | None, name: str, args: Sequence[Any], kwargs: dict[str, Any], images: bool, echo: bool
    ) -> Any:
        """Call a function, a method, or (with an empty name) an object; `echo` adds the arguments as they are afterwards."""
        function = self._function(target, name)
        native_args = [self._native(value) for value in args]
        native_kwargs = {key: self._native(value) for key, value in kwargs.items()}
        answer = self._plain(function(*native_args, **native_kwargs), images)
        if not echo:
            return answer
        after = zip((*args, *kwargs.values()), (*native_args, *native_kwargs.values()), strict=True)
        return answer, [self._plain(native, isinstance(value, Images)) for value, native in after]

    def do_gradient(self, target: Handle | None, name: str, args: Sequence[Any], wrt: Sequence[int]) -> Any:
        """Gradients of the sum of the result with respect to some arguments."""
        arguments = [self._native(value) for value in args]
        return self._plain(self.native.gradient(self._function(target, name), arguments, wrt))

    def do_parameters(self, target: Handle) -> Any:
        """The trainable parameters of a model."""
        return self._plain(self.native.parameters(self._native(target)))

    def do_set_parameters(self, target: Handle, values: Sequence[np.ndarray]) -> None:
        """Overwrite the trainable parameters of a model."""
        self.native.set_parameters(self._native(target), [self._native(value) for value in values])

    def do_parameter_gradients(self, model: Handle, target: Handle | None, name: str, args: Sequence[Any]) -> Any:
        """Gradients of a scalar result with respect to a model's parameters."""
        arguments = [self._native(value) for value in args]
        return self._plain(self.native.parameter_gradients(self._native(model), self._function(target, name), arguments))

    def do_attribute(self, target: Handle, name: str) -> Any:
        """An attribute of an object."""
        return self._plain(getattr(self._native(target), name))

    def do_reseed(self, seed: int) -> None:
        """Put the framework's global generators into a known state."""
        self.native.reseed(seed)

    def _function(self, target: Handle | None, name: str) -> Callable[..., Any]:
        owner: Any = self.module if target is None else self._native(target)
        *classes, name = name.split(".")  # "Model.train": a method, called with its object
        for part in classes:
            owner = getattr(owner, part, None)
        if name and not hasattr(owner, name):
            where = f"{self.task}.py" if target is None else type(owner).__name__
            raise NotImplementedError(f"{where} has no {name}")
        return functools.partial(getattr(owner, name) if name else owner, **({} if name else self.native.call_options(owner)))

    def _native(self, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return self.native.to_native(value)
        if isinstance(value, Images):
            return self.native.to_native(value.array, images=True)
        if isinstance(value, Handle):
            self.native.evaluating(self.objects[value.number])
            return self.objects[value.number]
        if isinstance(value, Function):
            return self._named_function(value)
        return value

    @functools.cache  # noqa: B019  one object a function, so that compiled code is found again; lives as long as the process
    def _make_function(self, name: str, parameters: tuple[Any, ...]) -> Callable[..., Any]:
        native = {key: self._native(np.array(values, dtype)) for key, dtype, values in parameters}
        return functools.partial(self.native.FUNCTIONS[name], **native)

    def _named_function(self, function: Function) -> Callable[..., Any]:
        parameters = {key: np.asarray(value) for key, value in function.parameters.items()}
        return self._make_function(function.name, tuple((k, v.dtype.name, _nested(v.tolist())) for k, v in parameters.items()))

    def _plain(self, value: Any, images: bool = False) -> Any:
        if value is None or type(value) in (bool, int, float, str):
            return value
        if isinstance(value, (tuple, list)):
            return tuple(self._plain(part, images) for part in value)
        if isinstance(value, self.native.Native):
            if type(value).__module__.partition(".")[0] not in ("torch", "tensorflow"):
                raise TypeError(f"the answer is a {type(value).__name__}, not a plain {self.native.NAME}")
            return self.native.to_numpy(value, images)
        if type(value).__module__.partition(".")[0] == "numpy":
            raise TypeError(f"the answer is a NumPy {type(value).__name__}, not a {self.native.NAME}")
        for number, known in enumerate(self.objects):
            if known is value:
                return Handle(number)
        self.objects.append(self.native.placed(value))
        return Handle(len(self.objects) - 1)

    def _describe(self, error: BaseException) -> dict[str, Any]:
        """What a student needs to find the place: type, message, and the last line of their own files that was running."""
        try:
            message = (error.msg if isinstance(error, SyntaxError) else str(error))[:MAX_MESSAGE]
        except BaseException:
            message = "(its message cannot be shown)"
        frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(self.folder)]
        place: tuple[str, int | None, str] | None = None
        if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(self.folder):
            place = (Path(error.filename).name, error.lineno, (error.text or "").strip()[:200])
        elif frames:
            place = (Path(frames[-1].filename).name, frames[-1].lineno, (frames[-1].line or "")[:200])
        return {"types": [c.__name__ for c in type(error).__mro__], "message": message, "place": place}


def _nested(values: Any) -> Any:
    return tuple(_nested(v) for v in values) if isinstance(values, list) else values


if __name__ == "__main__":
    main(*sys.argv[1:])
