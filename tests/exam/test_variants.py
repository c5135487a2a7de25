"""The exam examined: every wrong variant of the reference loses the question named for its mistake, no right one loses any.

All variants in both frameworks take hours. The questions are the same in both frameworks, many variants try one question, and the
laws of `tests/tasks/laws` are asked of many tasks: so by default every question meets its first wrong variant only, a shared law
that of one task, every task one right variant, and each variant runs in one framework, by turns. Where the environment variable
VIVA_EXAM is "whole" all of them run in both: do that, with `-k <task>`, after changing an exam.
"""

import functools
import importlib
import os
import zlib
from collections import Counter

import pytest

from viva import bridge
from viva.exam import ROOT, Exam
from viva.grading import Outcome

from .sitting import sit
from .variant import Variant, submit

WHOLE = os.environ.get("VIVA_EXAM") == "whole"
TASKS = sorted(path.stem for path in (ROOT / "tests/exam/variants").glob("[a-z]*.py"))


def variants(kind: str):
    """Variants of a kind: all in all frameworks for which they are written, or some in one of them."""
    chosen = []
    for task in TASKS:
        for number, variant in enumerate(known(task, kind) if WHOLE else sample(task, kind), start=zlib.crc32(task.encode())):
            written = [f for f in bridge.installed() if f in variant.edits or f in variant.instead]
            for framework in written if WHOLE else written[number % 2 :][:1] or written:
                group = pytest.mark.xdist_group(f"{framework}-{task}")
                chosen.append(pytest.param(task, framework, variant, id=f"{task}-{framework}-{variant.name}", marks=group))
    return chosen


def known(task: str, kind: str) -> list[Variant]:
    """All variants of a kind."""
    return getattr(importlib.import_module(f".variants.{task}", __package__), kind)


def sample(task: str, kind: str) -> list[Variant]:
    """The first wrong variant of every question, but of a law that tasks share in one of them only; and one right one."""
    if kind == "RIGHT":
        return known(task, kind)[-1:]
    own = (ROOT / "tests/tasks" / f"test_{task}.py").read_text(encoding="utf-8")
    firsts = {variant.question: variant for variant in reversed(known(task, kind))}
    return [
        v
        for v in known(task, kind)
        if v is firsts[v.question] and (f"def {v.question.partition('[')[0]}(" in own or trier(v.question) == task)
    ]


@functools.cache
def trier(question: str) -> str:
    """The task whose variant tries a shared law: another for each law."""
    tasks = [task for task in TASKS if any(variant.question == question for variant in known(task, "WRONG"))]
    return tasks[zlib.crc32(question.encode()) % len(tasks)]


@pytest.fixture
def examine(sandboxes, variants_folder):
    """Sit a task's exam, or one question of it, with a variant."""

    def examine(task: str, framework: str, variant: Variant, question: str = "", profile: str = "grade"):
        folder = f"{framework}/{task}/{variant.name}"
        submit(variants_folder / folder, framework, variant.module or task, variant.source(task, framework))
        exam = Exam(variants_folder, framework, "cpu", seed=1, folder=folder, sandbox=sandboxes(framework), keep_sandbox=True)
        test_file = ROOT / "tests/tasks" / f"test_{task}.py"
        asked = [f"{test_file}::{question}", "--maxfail=1"] if question else [str(test_file)]
        return sit(exam, *asked, f"--profile={profile}")

    return examine


@pytest.mark.parametrize(("task", "framework", "variant"), variants("WRONG"))
def test_wrong_variants_lose_the_question_named_for_them(examine, task, framework, variant):
    """A one-line mistake costs the points of its question."""
    results = examine(task, framework, variant, variant.question)
    assert results, f"there is no question {variant.question}"
    lost = [r for r in results.values() if r.outcome is Outcome.FAILED and r.earned == 0]
    assert lost, f"{variant.name} passed {variant.question}: " + ", ".join(f"{r.name} {r.outcome.value}" for r in results.values())


@pytest.mark.parametrize(("task", "framework", "variant"), variants("RIGHT"))
def test_right_variants_lose_nothing(examine, task, framework, variant):
    """Another right way to write the same thing keeps every point; half of the inputs will do to see it, and fit CI's time."""
    results = examine(task, framework, variant, profile="quick")
    assert {r.name: r.message for r in results.values() if r.outcome not in (Outcome.PASSED, Outcome.NOT_GRADED)} == {}


TRAINING = "    return train(model, _losses, (x,), n_epochs, batch_size, learning_rate, seed)"
FREEZING = {"torch": "model.requires_grad_(False)", "tensorflow": "model.trainable = False"}


@pytest.mark.parametrize("framework", bridge.installed())
def test_what_a_training_does_to_a_model_costs_no_question_about_another(examine, framework):
    """A model that has been trained is not shared any more: where training freezes it, the next question finds one that is not."""
    freezing = TRAINING.replace("return", "losses =") + f"\n    {FREEZING[framework]}\n    return losses"
    results = examine("stacked_autoencoder", framework, Variant("frozen_by_training", edits={framework: [(TRAINING, freezing)]}))
    outcomes = [results[f"test_{name}"].outcome for name in ("reported_loss_is_the_loss", "every_parameter_is_trained")]
    assert outcomes == [Outcome.PASSED, Outcome.PASSED]


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_enough_variants(task):
    """At least twelve wrong and three right variants for each framework, none named twice."""
    module = importlib.import_module(f".variants.{task}", __package__)
    for kind, least in (("WRONG", 12), ("RIGHT", 3)):
        names = Counter(variant.name for variant in getattr(module, kind))
        assert max(names.values()) == 1, names
        for framework in ("torch", "tensorflow"):
            written = [v for v in getattr(module, kind) if framework in v.edits or framework in v.instead]
            assert len(written) >= least, f"{task}: {len(written)} {kind} variants in {framework}"
