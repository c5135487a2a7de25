"""Messages between examiner and candidate: a msgpack header, then the raw bytes of its arrays.

Frame: b"VIVA", where the arrays are, header size, size of all arrays, header, arrays one after the other. Only plain data crosses:
None, booleans, numbers, strings, tuples, dictionaries with string keys, numeric arrays, and three marks: `Handle` (an object that
stays in the candidate), `Function` (one that the candidate makes by name) and `Images` (an array whose layout follows the
framework). Nothing is pickled, and every size is checked before memory is taken.

Large arrays travel through shared memory that only the two ends see; the receiver copies them out before it looks at them.
"""

import contextlib
import fcntl
import math
import mmap
import os
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack
import numpy as np

MAGIC = b"VIVA"
PREFIX = struct.Struct("<4s?IQ")
MAX_HEADER = 1 << 22
MAX_ARRAYS = 1 << 30
SHARED_FROM = 1 << 16  # bytes; below, one write to the socket is as fast
SHARED_SIZE = 1 << 28
MAX_DEPTH = 4  # of marks within marks: each level holds a copy of all that is inside
DTYPES = frozenset({"bool", "uint8", "int32", "int64", "float16", "float32", "float64"})
ARRAY, HANDLE, FUNCTION, IMAGES = 1, 2, 3, 4


class WireError(Exception):
    """The other end sent something that is no message, or one that is too large."""


class Closed(WireError):
    """The other end hung up."""


@dataclass(frozen=True)
class Handle:
    """Stands for an object that lives in the candidate, such as a model."""

    number: int


@dataclass(frozen=True)
class Function:
    """Stands for a function that the candidate makes from its name and parameters."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Images:
    """An array (n, h, w, c), or (h, w, c), that the candidate gives to the submission in its framework's layout."""

    array: np.ndarray


class Channel:
    """One end of a conversation over a socket, with a stretch of shared memory for each direction where the system has it."""

    def __init__(self, connection: socket.socket, memory: Sequence[int] = ()) -> None:
        """`memory` holds the file descriptors of the outgoing and the incoming stretch, or nothing."""
        self.socket = connection
        self.deadline: float | None = None  # by time.monotonic(): what waits beyond it raises TimeoutError
        self._descriptors = list(memory)
        self._maps = [mmap.mmap(descriptor, SHARED_SIZE) for descriptor in memory]

    def send(self, message: Any) -> None:
        """Send one message; waits while the other end does not read, up to the deadline."""
        header, arrays = pack(message)
        size = sum(part.nbytes for part in arrays)
        shared = bool(self._maps) and SHARED_FROM <= size <= SHARED_SIZE
        prefix = PREFIX.pack(MAGIC, shared, len(header), size)
        if shared:
            offset = 0
            for part in arrays:
                self._maps[0][offset : offset + part.nbytes] = part
                offset += part.nbytes
            arrays = []
        with _hanging_up_is_closed():
            self._send(prefix + header)
            for part in arrays:
                self._send(part)

    def receive(self) -> Any:
        """Wait for one message, up to the deadline; lists arrive as tuples.

        Raises: Closed if the other end hung up, WireError if what it sent is not one well-formed message.
        """
        magic, shared, header_size, size = PREFIX.unpack(self._read(PREFIX.size))
        if magic != MAGIC or header_size > MAX_HEADER or size > (SHARED_SIZE if shared else MAX_ARRAYS):
            raise WireError("this is no message, or it is too large")
        if shared and not self._maps:
            raise WireError("there is no shared memory")
        message, arrays = unpack(self._read(header_size), size)
        offset = 0
        for array in arrays:
            view = array.reshape(-1).view(np.uint8).data
            if shared:
                view[:] = memoryview(self._maps[1])[offset : offset + view.nbytes]
                offset += view.nbytes
            else:
                self._fill(view)
        return message

    def forget_descriptors(self) -> None:
        """Close the memory's file descriptors: once both ends have mapped it, nobody needs them."""
        while self._descriptors:
            os.close(self._descriptors.pop())

    def close(self) -> None:
        """Hang up and give the shared memory back."""
        self.socket.close()
        self.forget_descriptors()
        for stretch in self._maps:
            stretch.close()

    def _send(self, data: bytes | memoryview) -> None:
        self._limit()
        self.socket.sendall(data)

    def _read(self, size: int) -> bytearray:
        data = bytearray(size)
        self._fill(memoryview(data))
        return data

    def _fill(self, view: memoryview) -> None:
        with _hanging_up_is_closed():
            while view:
                self._limit()
                received = self.socket.recv_into(view)
                if not received:
                    raise Closed("the other end hung up")
                view = view[received:]

    def _limit(self) -> None:
        """Whoever sends byte by byte gains no time: what is left counts for the whole message."""
        if self.deadline is not None:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("the time is up")
            self.socket.settimeout(left)


def shared_memory() -> list[int]:
    """Two stretches of anonymous memory that no end can shrink under the other; nothing where the system has none."""
    if not hasattr(os, "memfd_create"):
        return []
    descriptors = []
    for _ in range(2):
        descriptor = os.memfd_create("viva", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
        os.ftruncate(descriptor, SHARED_SIZE)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
        descriptors.append(descriptor)
    return descriptors


def pack(message: Any) -> tuple[bytes, list[memoryview]]:
    """Header and array bytes of a message; contiguous arrays are not copied."""
    arrays: list[memoryview] = []
    try:
        header: bytes = msgpack.packb(_lower(message, arrays))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise WireError(f"this message cannot be packed: {error}") from error
    size = sum(part.nbytes for part in arrays)
    if len(header) > MAX_HEADER or size > MAX_ARRAYS:
        raise WireError(f"a message of {len(header)} + {size} bytes is too large")
    return header, arrays


def _lower(value: Any, arrays: list[memoryview]) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, (tuple, list)):
        return [_lower(part, arrays) for part in value]
    if isinstance(value, dict):
        if not all(type(key) is str for key in value):
            raise WireError("only strings can be the keys of a dictionary that crosses the wire")
        return {key: _lower(part, arrays) for key, part in value.items()}
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value, order="C")
        if array.dtype.name not in DTYPES or not array.dtype.isnative:
            raise WireError(f"no array of dtype {array.dtype} crosses the wire")
        arrays.append(array.reshape(-1).view(np.uint8).data)
        return msgpack.ExtType(ARRAY, msgpack.packb((array.dtype.name, array.shape)))
    if isinstance(value, Handle):
        return msgpack.ExtType(HANDLE, msgpack.packb(value.number))
    if isinstance(value, Function):
        return msgpack.ExtType(FUNCTION, msgpack.packb((value.name, _lower(value.parameters, arrays))))
    if isinstance(value, Images):
        return msgpack.ExtType(IMAGES, msgpack.packb(_lower(value.array, arrays)))
    raise WireError(f"no {type(value).__name__} crosses the wire")


def unpack(header: bytes | bytearray, size: int) -> tuple[Any, list[np.ndarray]]:
    """The message, and its arrays in order, still empty; together they take exactly `size` bytes."""
    reader = _Reader(size)
    try:
        message = msgpack.unpackb(header, ext_hook=reader.lift, use_list=False)
        if not _is_known(message):
            raise WireError("it holds what nobody sends")
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise WireError(f"an ill-formed header: {error}") from error
    if reader.room:
        raise WireError(f"{reader.room} bytes announced that belong to no array")
    return message, reader.arrays


class _Reader:
    """Turns the marks of a header into what they stand for. No closure: one that calls itself would keep all arrays alive."""

    def __init__(self, room: int) -> None:
        self.room, self.depth = room, 0
        self.arrays: list[np.ndarray] = []

    def lift(self, code: int, data: bytes) -> Any:
        if self.depth >= MAX_DEPTH:
            raise WireError("marks nested too deeply")
        self.depth += 1
        content = msgpack.unpackb(data, ext_hook=self.lift, use_list=False)
        self.depth -= 1
        match code, content:
            case 1, (str(name), tuple(shape)) if name in DTYPES and len(shape) <= 32:
                return self._array(name, shape)
            case 2, int(number):
                return Handle(number)
            case 3, (str(name), dict(parameters)):
                return Function(name, parameters)
            case 4, np.ndarray():
                return Images(content)
        raise WireError(f"an unknown mark {code}")

    def _array(self, name: str, shape: tuple[Any, ...]) -> np.ndarray:
        if not all(type(length) is int and 0 <= length <= MAX_ARRAYS for length in shape):
            raise WireError(f"an array of shape {shape}")
        self.room -= math.prod(shape) * np.dtype(name).itemsize
        if self.room < 0:
            raise WireError("an array larger than announced")
        self.arrays.append(np.empty(shape, dtype=name))
        return self.arrays[-1]


def _is_known(value: Any) -> bool:
    """Whether there is nothing in it that msgpack can carry and `pack` cannot, such as bytes and time stamps."""
    match value:
        case None | bool() | int() | float() | str() | np.ndarray() | Handle() | Images():
            return True
        case tuple():
            return all(map(_is_known, value))
        case dict():
            return all(type(key) is str for key in value) and all(map(_is_known, value.values()))
        case Function():
            return _is_known(value.parameters)
    return False


@contextlib.contextmanager
def _hanging_up_is_closed() -> Iterator[None]:
    try:
        yield
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Closed("the other end hung up") from error
