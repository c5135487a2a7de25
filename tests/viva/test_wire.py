"""Messages between examiner and candidate: what may cross does so unchanged, and nothing else gets in."""

import gc
import os
import socket
import struct
import threading
import time
import tracemalloc
import weakref

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from viva import wire
from viva.wire import ARRAY, DTYPES, FUNCTION, HANDLE, IMAGES, MAGIC, PREFIX, Channel, Closed, Function, Handle, Images, WireError


def channels(memory):
    """Both ends of a conversation; each has its own descriptors, as in processes of their own."""
    ours, theirs = socket.socketpair()
    return Channel(ours, memory), Channel(theirs, [os.dup(descriptor) for descriptor in reversed(memory)])


@pytest.fixture(scope="module", params=["shared memory", "socket alone"])
def pair(request):
    """Examiner's and candidate's end, with and without shared memory."""
    memory = wire.shared_memory() if request.param == "shared memory" else []
    if request.param == "shared memory" and not memory:
        pytest.skip("this system has no anonymous files")
    ends = channels(memory)
    yield ends
    for end in ends:
        end.close()


@pytest.fixture
def raw():
    """A bare socket, which can send anything, and the channel at the other end."""
    ours, theirs = socket.socketpair()
    with ours:
        channel = Channel(theirs, wire.shared_memory())
        yield ours, channel
        channel.close()


def sent(pair, message):
    """The message as it arrives at the other end."""
    here, there = pair
    thread = threading.Thread(target=there.send, args=(message,))
    thread.start()
    try:
        return here.receive()
    finally:
        thread.join()


def same(a, b):
    """Equal in type, dtype, shape and every bit."""
    if type(a) is not type(b):
        return False
    match a:
        case np.ndarray():
            return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
        case tuple():
            return len(a) == len(b) and all(map(same, a, b))
        case dict():
            return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
        case Images():
            return same(a.array, b.array)
        case Function():
            return a.name == b.name and same(a.parameters, b.parameters)
        case float():
            return struct.pack("d", a) == struct.pack("d", b)
    return a == b


ARRAYS = npst.arrays(
    st.sampled_from(sorted(DTYPES)).map(np.dtype), npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
)
TURNED = ARRAYS.map(np.transpose) | ARRAYS.filter(np.ndim).map(lambda a: a[::-2])
PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text()
MARKS = st.builds(Handle, st.integers(0, 2**63)) | st.builds(Images, ARRAYS)
FUNCTIONS = st.builds(Function, st.text(), st.dictionaries(st.text(), PLAIN | ARRAYS, max_size=3))
MESSAGES = st.recursive(
    PLAIN | ARRAYS | TURNED | MARKS | FUNCTIONS,
    lambda inner: st.lists(inner, max_size=4).map(tuple) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(message=MESSAGES)
def test_what_may_cross_does_so_unchanged(pair, message):
    assert same(sent(pair, message), message)


@pytest.mark.parametrize("dtype", sorted(DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (5,), (2, 3, 4), (300, 400)], ids=str)
def test_arrays_of_every_dtype_and_shape_arrive(pair, dtype, shape):
    array = np.random.default_rng(0).integers(0, 2, shape).astype(dtype)
    assert same(sent(pair, (array, array.T)), (array, array.T))


@pytest.mark.parametrize(
    "view",
    [lambda a: a.T, lambda a: a[::2, ::-3], lambda a: np.broadcast_to(a[0], (7, *a[0].shape)), np.asfortranarray],
    ids=["turned", "strided", "broadcast", "Fortran"],
)
def test_arrays_that_are_not_contiguous_arrive(pair, view):
    array = view(np.random.default_rng(0).normal(size=(200, 300)))
    assert same(sent(pair, array), np.ascontiguousarray(array))


@pytest.mark.parametrize("scalar", [np.float32(0.1), np.int64(-3), np.bool_(True)])
def test_numpy_scalars_arrive_as_arrays_without_axes(pair, scalar):
    assert same(sent(pair, scalar), np.asarray(scalar))


def test_lists_arrive_as_tuples(pair):
    assert same(sent(pair, [1, [2.0, "x"]]), (1, (2.0, "x")))


def test_a_received_array_is_writable_and_stays_as_it_was_received(pair):
    first = sent(pair, np.zeros(100_000))
    sent(pair, np.ones(100_000))
    assert not np.any(first)
    first[0] = 1


def test_messages_keep_their_order(pair):
    here, there = pair
    for number in range(10):
        there.send((number, np.full(10, number)))
    assert [here.receive()[0] for _ in range(10)] == list(range(10))


@pytest.mark.skipif(not wire.shared_memory(), reason="this system has no anonymous files")
@pytest.mark.parametrize(("size", "shared"), [(1 << 10, False), ((1 << 16) - 1, False), (1 << 16, True), (1 << 20, True)])
def test_large_arrays_go_through_shared_memory_and_small_ones_through_the_socket(raw, size, shared):
    ours, channel = raw
    thread = threading.Thread(target=channel.send, args=(np.zeros(size, np.uint8),))
    thread.start()
    _, flag, header_size, announced = PREFIX.unpack(ours.recv(PREFIX.size, socket.MSG_WAITALL))
    rest = ours.recv(header_size + (0 if shared else size), socket.MSG_WAITALL)
    thread.join()
    ours.setblocking(False)
    with pytest.raises(BlockingIOError):
        ours.recv(1)
    assert (flag, announced, len(rest)) == (shared, size, header_size + (0 if shared else size))


def test_what_exceeds_shared_memory_goes_through_the_socket(monkeypatch):
    monkeypatch.setattr(wire, "SHARED_SIZE", 1 << 18)
    pair = channels(wire.shared_memory())
    array = np.random.default_rng(0).normal(size=1 << 16)
    assert same(sent(pair, (array, array)), (array, array))
    for end in pair:
        end.close()


class Foreign:
    """Nothing that the wire knows."""

    def __repr__(self) -> str:
        return "Foreign()"  # without an address, so that every process collects the same tests


@pytest.mark.parametrize(
    "message",
    [
        Foreign(),
        {1, 2},
        b"bytes",
        1j,
        range(3),
        np.array([None]),
        np.zeros(2, "f4,f4"),
        np.zeros(2, complex),
        np.zeros(2, ">f8"),
        np.array(["text"]),
        np.datetime64("2020-01-01"),
        np.zeros(2, np.int16),
        2**64,
        -(2**63) - 1,
        "\ud800",
        {1: 2},
        {b"key": 2},
        Images([1.0]),
        Function("f", {"x": Foreign()}),
        Handle(2**64),
    ],
    ids=repr,
)
def test_what_may_not_cross_is_refused_by_the_sender(message):
    if isinstance(message, Images):
        message = Images(Foreign())
    for whole in (message, (1, message), {"key": message}):
        with pytest.raises(WireError):
            wire.pack(whole)


@pytest.mark.parametrize("depth", [600, 100_000])
def test_nothing_nested_too_deeply_is_sent(depth):
    message = ()
    for _ in range(depth):
        message = (message,)
    with pytest.raises(WireError):
        wire.pack(message)


def test_no_message_is_larger_than_the_receiver_takes(monkeypatch):
    monkeypatch.setattr(wire, "MAX_ARRAYS", 1000)
    wire.pack((np.zeros(500, np.uint8), np.zeros(500, np.uint8), "x" * (wire.MAX_HEADER - 100)))
    with pytest.raises(WireError, match="too large"):
        wire.pack((np.zeros(500, np.uint8), np.zeros(501, np.uint8)))
    with pytest.raises(WireError, match="too large"):
        wire.pack("x" * wire.MAX_HEADER)


# What a malformed frame does


def array(dtype, shape, code=ARRAY):
    return msgpack.ExtType(code, msgpack.packb((dtype, shape)))


def nested(levels, inside=None):
    """Marks within marks."""
    data = msgpack.packb(inside)
    for _ in range(levels):
        data = msgpack.packb(msgpack.ExtType(FUNCTION, data))
    return data


def frame(header=b"\xc0", size=0, payload=b"", magic=MAGIC, header_size=None, shared=False):
    """The bytes of a message; by default the right ones for None."""
    return PREFIX.pack(magic, shared, len(header) if header_size is None else header_size, size) + header + payload


HUGE = wire.SHARED_SIZE + 1
MALFORMED = {
    "bad magic": frame(magic=b"VIVE"),
    "text": b"27 passed, 0 failed in 1.00s\n" * 10,
    "header larger than allowed": frame(header_size=wire.MAX_HEADER + 1),
    "header of 4 GiB": frame(header_size=(1 << 32) - 1),
    "arrays larger than allowed": frame(size=wire.MAX_ARRAYS + 1),
    "arrays of 16 EiB": frame(size=(1 << 64) - 1),
    "more than shared memory holds": frame(msgpack.packb(array("uint8", (HUGE,))), HUGE, shared=True),
    "empty header": frame(b""),
    "half a header": frame(b"\x92\x01"),
    "two headers": frame(b"\x01\x02"),
    "no UTF-8": frame(b"\xa1\xff"),
    "a reserved byte": frame(b"\xc1"),
    "a number as key": frame(b"\x81\x01\x02"),
    "a list as key": frame(b"\x81\x90\x02"),
    "nested without end": frame(b"\x91" * 100_000),
    "a list of four billion": frame(b"\xdd\xff\xff\xff\xff"),
    "bytes that belong to no array": frame(size=8, payload=b"12345678"),
    "more bytes than its arrays take": frame(msgpack.packb(array("float64", (1,))), 16, b"0" * 16),
    "fewer bytes than its arrays take": frame(msgpack.packb(array("float64", (2,))), 8, b"0" * 8),
    "two arrays for the bytes of one": frame(msgpack.packb((array("float64", (1,)),) * 2), 8, b"0" * 8),
    "an array of an exbibyte": frame(msgpack.packb(array("float64", (1 << 30, 1 << 27))), 8, b"0" * 8),
    "an axis of two to the 63": frame(msgpack.packb(array("uint8", (1 << 63,))), 8, b"0" * 8),
    "huge axes and none": frame(msgpack.packb(array("uint8", (0, *[1 << 30] * 3)))),
    "negative axes": frame(msgpack.packb(array("uint8", (-2, -4))), 8, b"0" * 8),
    "an axis of a half": frame(msgpack.packb(array("uint8", (8.0,))), 8, b"0" * 8),
    "a true axis": frame(msgpack.packb(array("uint8", (True,))), 1, b"0"),
    "a shape that is a number": frame(msgpack.packb(array("uint8", 8)), 8, b"0" * 8),
    "too many axes": frame(msgpack.packb(array("uint8", (1,) * 65)), 1, b"0"),
    "33 axes": frame(msgpack.packb(array("uint8", (1,) * 33)), 1, b"0"),
    "objects": frame(msgpack.packb(array("object", (1,))), 8, b"0" * 8),
    "complex numbers": frame(msgpack.packb(array("complex128", (1,))), 16, b"0" * 16),
    "big-endian numbers": frame(msgpack.packb(array(">f8", (1,))), 8, b"0" * 8),
    "texts": frame(msgpack.packb(array("<U2", (1,))), 8, b"0" * 8),
    "a dtype that is a number": frame(msgpack.packb(array(5, (1,))), 8, b"0" * 8),
    "an unknown mark": frame(msgpack.packb(msgpack.ExtType(9, b"\xc0"))),
    "bytes": frame(b"\xc4\x01x"),
    "bytes in a list": frame(msgpack.packb((1, b"x"))),
    "bytes as key": frame(msgpack.packb({b"x": 1})),
    "bytes in a function": frame(msgpack.packb(msgpack.ExtType(FUNCTION, msgpack.packb(("f", {"x": b"x"}))))),
    "a time stamp": frame(msgpack.packb(msgpack.Timestamp(0))),
    "an empty mark": frame(msgpack.packb(msgpack.ExtType(HANDLE, b""))),
    "a handle that is a text": frame(msgpack.packb(msgpack.ExtType(HANDLE, msgpack.packb("x")))),
    "a function without parameters": frame(msgpack.packb(msgpack.ExtType(FUNCTION, msgpack.packb(("f",))))),
    "images that are no array": frame(msgpack.packb(msgpack.ExtType(IMAGES, msgpack.packb((1.0, 2.0))))),
    "marks within marks": frame(nested(wire.MAX_DEPTH + 1)),
    "marks within marks without end": frame(nested(500)),
}  # fmt: skip


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_frame_is_refused_and_takes_no_memory(raw, data):
    ours, channel = raw
    thread = threading.Thread(target=lambda: (ours.sendall(data), ours.shutdown(socket.SHUT_WR)))
    thread.start()
    tracemalloc.start()
    try:
        with pytest.raises(WireError) as refusal:
            channel.receive()
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    thread.join()
    assert refusal.type is WireError, "it was refused only because nothing came after it"
    assert taken < 16 * len(data) + (1 << 18)


def test_marks_within_marks_do_not_multiply_a_large_header():
    data = nested(400, "x" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(WireError):
        wire.unpack(data, 0)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 10_000_000


@given(data=st.binary(max_size=60), size=st.sampled_from([0, 8]))
def test_no_header_whatsoever_raises_anything_else(data, size):
    try:
        wire.unpack(data, size)
    except WireError:
        return
    wire.unpack(data, size)


@pytest.mark.parametrize("kept", [0, 1, PREFIX.size - 1, PREFIX.size, PREFIX.size + 1, -1])
def test_a_truncated_message_means_that_the_other_end_hung_up(raw, kept):
    ours, channel = raw
    whole = frame(msgpack.packb(array("float64", (3,))), 24, b"0" * 24)
    ours.sendall(whole[:kept])
    ours.shutdown(socket.SHUT_WR)
    with pytest.raises(Closed):
        channel.receive()


def test_whoever_sends_to_an_end_that_hung_up_is_told_so(raw):
    ours, channel = raw
    ours.close()
    with pytest.raises(Closed):
        channel.send(np.zeros(10))


def test_the_deadline_counts_for_the_whole_message(raw):
    """One byte now and then does not prolong it."""
    ours, channel = raw
    stop = threading.Event()

    def drip():
        for byte in frame(b"\xda\xff\xff" + b"x" * 0xFFFF):
            if stop.wait(0.02):
                return
            ours.send(bytes([byte]))

    thread = threading.Thread(target=drip)
    thread.start()
    channel.deadline = time.monotonic() + 0.2
    try:
        with pytest.raises(TimeoutError):
            channel.receive()
    finally:
        stop.set()
        thread.join()
    assert time.monotonic() < channel.deadline + 5


def test_nobody_waits_beyond_the_deadline_for_an_end_that_does_not_read(raw):
    _, channel = raw
    channel.deadline = time.monotonic() + 0.1
    with pytest.raises(TimeoutError):
        channel.send("x" * 4_000_000)


@pytest.mark.skipif(not wire.shared_memory(), reason="this system has no anonymous files")
@pytest.mark.parametrize("size", [0, wire.SHARED_SIZE // 2, wire.SHARED_SIZE * 2])
def test_no_end_can_resize_the_memory_of_the_other(size):
    descriptors = wire.shared_memory()
    for descriptor in descriptors:
        with pytest.raises(PermissionError):
            os.ftruncate(descriptor, size)
        os.close(descriptor)


def test_a_closed_channel_keeps_no_descriptor():
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else pytest.skip("needs /proc")
    for end in channels(wire.shared_memory()):
        end.close()
    assert set(os.listdir("/proc/self/fd")) <= before


def test_arrays_go_when_their_message_goes():
    """Nothing but the message holds its arrays: memory that only the garbage collector frees makes every call slower."""
    gc.disable()
    try:
        message, arrays = wire.unpack(wire.pack({"x": np.ones(3)})[0], 24)
        alive = weakref.ref(message["x"])
        del message, arrays
        assert alive() is None
    finally:
        gc.enable()
