"""Hostile submissions earn nothing, harm nobody, and the next question is answered as if nothing had been."""

import socket
import threading
import time

import psutil
import pytest

from viva import bridge
from viva.exam import ROOT, Exam
from viva.grading import Outcome
from viva.sandbox import ISOLATED, Limits, Sandbox

from .hostile import ATTACKS, LAZY, Attack
from .sitting import sit

QUESTIONS = ROOT / "tests/tasks/test_schur.py"
ATTACKED = "test_determinant_factorises"
NEXT = "test_partial_correlations_are_correlations_given_the_rest"

pytestmark = pytest.mark.skipif(
    Sandbox("torch", ROOT).isolation != ISOLATED, reason="needs bubblewrap: without it these attacks would hit this machine"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The submissions' folder, which the sandboxes see."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module", params=bridge.installed())
def sandbox(request, folder):
    """A room with narrow walls."""
    room = Sandbox(request.param, folder, limits=Limits(memory=2 << 30, processes=32, temporary_files=64 << 20))
    yield room
    room.kill()


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A file that no submission may read or change."""
    path = tmp_path_factory.mktemp("secret") / "other_submission.py"
    path.write_text("secret")
    yield path
    assert path.read_text() == "secret"


@pytest.fixture(scope="module")
def port():
    """A server on this machine that no submission may reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
        server.settimeout(0.01)
        with pytest.raises(TimeoutError):
            server.accept()


def attack(sandbox, folder, one: Attack, definitions: str = ""):
    """Ask the attacked question and the next one."""
    place = f"{sandbox.framework}/{one.name}"
    (folder / place).mkdir(parents=True)
    for name, text in {"schur.py": definitions + one.source(sandbox.framework), **one.files}.items():
        (folder / place / name).write_text(text, encoding="utf-8")
    exam = Exam(folder, sandbox.framework, "cpu", 3, folder=place, sandbox=sandbox, keep_sandbox=True, call_deadline=3.0)
    return sit(exam, f"{QUESTIONS}::{ATTACKED}", f"{QUESTIONS}::{NEXT}"), exam


@pytest.mark.parametrize("one", ATTACKS, ids=lambda one: one.name)
def test_an_attack_earns_nothing_and_the_next_question_is_answered(sandbox, folder, secret, port, one):
    """The attacked question is failed, never lost and never an examiner's error; the honest function beside it keeps its points."""
    definitions = f"SECRET, ROOT, PORT = {str(secret)!r}, {str(ROOT)!r}, {port}\n"
    results, _ = attack(sandbox, folder, one, definitions)
    assert results[ATTACKED].outcome is Outcome.FAILED
    assert results[ATTACKED].earned == 0
    assert results[ATTACKED].message
    expected = Outcome.FAILED if one.at_import else Outcome.PASSED
    assert results[NEXT].outcome is expected, results[NEXT].message
    assert len(results[ATTACKED].message) < 2000


def test_an_answer_that_is_computed_lazily_is_no_answer(sandbox, folder):
    """A tensor in disguise would do its work while nobody looks at the clock."""
    results, _ = attack(sandbox, folder, Attack("lazy", LAZY[sandbox.framework]))
    assert results[ATTACKED].outcome is Outcome.FAILED
    assert results[NEXT].outcome is Outcome.PASSED


def test_nothing_survives_the_sandbox(sandbox, folder):
    """A daemon that left its session dies with the sandbox."""
    daemon = next(one for one in ATTACKS if one.name == "leaves_a_daemon")
    attack(sandbox, folder, Attack("daemon_again", daemon.code))
    sandbox.kill()
    deadline = time.monotonic() + 5
    while sleepers() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sleepers() == []


def sleepers():
    """Processes that the daemon attack started."""
    return [p.pid for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "987654"]]


def test_three_deaths_end_a_task(sandbox, folder):
    """A task whose candidate died three times is not asked any more, so that dying is no way to take the machine's time."""
    deadly = next(one for one in ATTACKS if one.name == "exit_at_import")
    one = Attack("dies_again_and_again", deadly.code, at_import=True)
    place = f"{sandbox.framework}/{one.name}"
    (folder / place).mkdir(parents=True)
    (folder / place / "schur.py").write_text(one.source(sandbox.framework), encoding="utf-8")
    exam = Exam(folder, sandbox.framework, "cpu", 3, folder=place, sandbox=sandbox, keep_sandbox=True)
    results = sit(exam, str(QUESTIONS))
    assert {r.outcome for r in results.values()} == {Outcome.FAILED}
    assert [len(e.deaths) for e in exam.examiners] == [3]


def test_threads_that_work_between_questions_are_seen(sandbox, folder):
    """A candidate that computes while others are asked gets no speed points, however fast it is."""
    from viva import speed, workload
    from viva.examiner import Examiner

    place = folder / sandbox.framework / "busy"
    place.mkdir(parents=True)
    honest = Attack("busy", "").source(sandbox.framework)
    burner = "import threading\ndef burn():\n    while True:\n        sum(range(10**5))\n"
    burner += "threading.Thread(target=burn, daemon=True).start()\n"
    (place / "schur.py").write_text(honest + burner, encoding="utf-8")
    reference = Sandbox(sandbox.framework, ROOT / "reference" / sandbox.framework)
    task = workload.load("schur", ROOT / "benchmarks")
    busy, *references = candidates = [
        Examiner(sandbox, "schur", f"{sandbox.framework}/busy"),
        Examiner(reference, "schur"),
        Examiner(reference, "schur"),
    ]
    try:
        verdict = speed.grade(task, busy, references, seed=5, budget=3)
    finally:
        for candidate in candidates:
            candidate.close()
        reference.kill()
    assert verdict.busy > speed.IDLE_SHARE
    assert verdict.fraction == 0
    assert "busy" in verdict.flag


def test_the_examiner_is_not_slowed_by_threads(sandbox):
    """No thread of ours outlives its sandbox."""
    sandbox.kill()
    time.sleep(0.3)
    assert threading.active_count() < 20
