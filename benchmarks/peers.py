"""Every numerical model solution against the library that people would use instead: same data, in turn, in one process.

python benchmarks/peers.py --out benchmarks/calibration/peers.csv

Times are medians of interleaved rounds with all cores, the first round left out; `ratio` is ours by the peer's, so below 1 we are
faster. `lost` is what an answer falls short by, named in `meaning`: a time must not be bought with it. Leave the machine alone.
"""

import argparse
import csv
import importlib.util
import logging
import math
import operator
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from viva.sandbox import environment
from viva.throughput import MODES, steady

THREADS = psutil.cpu_count(logical=False) or 1
steady(THREADS, "cpu")  # before the frameworks are imported
os.environ.update(environment(THREADS, "cpu"))  # but threads that wait actively would be in the next one's way

import numpy as np  # noqa: E402
from arviz_stats.base import array_stats  # noqa: E402
from scipy.sparse.linalg import eigsh  # noqa: E402
from scipy.spatial.distance import pdist, squareform  # noqa: E402
from scipy.stats import spearmanr  # noqa: E402
from sklearn.covariance import graphical_lasso  # noqa: E402
from sklearn.datasets import load_digits, make_swiss_roll  # noqa: E402
from sklearn.decomposition import PCA, IncrementalPCA, KernelPCA  # noqa: E402
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.manifold import TSNE, Isomap  # noqa: E402
from sklearn.mixture import GaussianMixture  # noqa: E402

from viva import bridge, workload  # noqa: E402
from viva.data import load  # noqa: E402
from viva.exam import ROOT  # noqa: E402

PAUSE = 0.3  # seconds, until the idle threads of whoever ran last sleep
K = 10
STEP_SIZE, N_STEPS = 0.01, 1000  # of Langevin chains


@dataclass(frozen=True)
class Case:
    """One comparison: inputs by size, the peer's way and ours, and what an answer of either falls short by."""

    task: str
    peer_name: str
    sizes: tuple[int, ...]
    arguments: Callable[[int], tuple[Any, ...]]
    peer: Callable[..., Any]
    ours: Callable[..., Any]  # of the task's module and the arguments as tensors
    meaning: str
    lost: Callable[..., float]  # of the arguments, and an answer as NumPy arrays
    rounds: int = 5
    needs: str = ""  # a package without which there is no peer
    eager: bool = False  # its function is not the one of the workload, and makes no sense in other modes


def images(n: int) -> tuple[np.ndarray]:
    """Samples of 784 columns with twenty strong directions in noise, about a mean of their own."""
    rng = np.random.default_rng(0)
    strong = rng.normal(size=(n, 20)) * np.linspace(10, 3, 20) @ rng.normal(size=(20, 784)) / np.sqrt(784)
    return (strong + rng.normal(size=(n, 784)) + 3 * rng.normal(size=784),)


def outside(x: np.ndarray, answer: Any) -> float:
    """Share of the variance outside the span of the components."""
    components = answer[1]
    centred = x - x.mean(axis=0)
    return float(1 - np.sum((centred @ components.T) ** 2) / np.sum(centred**2))


def incremental(task: Any, x: Any) -> Any:
    """Fit in batches of a thousand rows; also scikit-learn's."""
    model = task.IncrementalPCA(n_components=K)
    for first in range(0, x.shape[0], 1000):
        model.partial_fit(x[first : first + 1000])
    return (model.mean_, model.components_) if isinstance(model, IncrementalPCA) else (model.mean, model.components)


def sectors(p: int) -> tuple[np.ndarray, float]:
    """Correlations of p shares, in sectors of ten, over 2p days, and a penalty."""
    rng = np.random.default_rng(0)
    common = rng.normal(size=(2 * p, -(-p // 10)))[:, np.arange(p) // 10]
    return np.corrcoef((common + rng.normal(size=(2 * p, p))).T), 0.2


def violation(covariance: np.ndarray, alpha: float, precision: np.ndarray) -> float:
    """Largest violation of the optimality conditions of the graphical lasso."""
    difference = np.linalg.inv(precision) - covariance
    zero = np.maximum(np.abs(difference) - alpha, 0)
    wrong = np.where(precision == 0, zero, np.abs(difference - alpha * np.sign(precision)))
    np.fill_diagonal(wrong, np.abs(np.diag(difference)))
    return float(np.max(wrong))


def cloud(n: int) -> tuple[np.ndarray]:
    """Normal samples of fifty columns."""
    return (np.random.default_rng(0).normal(size=(n, 50)),)


def roll(n: int) -> tuple[np.ndarray]:
    """A Swiss roll."""
    return (make_swiss_roll(n, random_state=0)[0],)


def diffusion(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A diffusion map by NumPy and SciPy."""
    distances = squareform(pdist(x, "sqeuclidean"))
    epsilon = 0.05 * np.sqrt(distances.max())
    kernel = np.exp(distances / -epsilon)
    density = kernel.sum(axis=1)
    kernel /= density
    kernel /= density[:, None]
    root = np.sqrt(kernel.sum(axis=1))
    kernel /= root
    kernel /= root[:, None]
    a, vectors = eigsh(kernel, k=K + 1, which="LA")
    return a[::-1] ** (0.5 / epsilon), vectors[:, ::-1] / root[:, None]


def scaling(squared_distances: np.ndarray) -> np.ndarray:
    """Classical scaling by NumPy and SciPy."""
    mean = squared_distances.mean(axis=0)
    values, vectors = eigsh(-0.5 * (squared_distances - mean - mean[:, None] + mean.mean()), k=2, which="LA")
    return (vectors * np.sqrt(values))[:, ::-1]


def classes(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Ten classes in a hundred columns."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, n)
    return rng.normal(size=(10, 100))[labels] + rng.normal(size=(n, 100)) @ rng.normal(size=(100, 100)), labels


def cancer(n: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `n` tumours of the training split, standardised."""
    data = load("breast_cancer", "embedded")
    x = data["x_train"][:n]
    return (x - x.mean(axis=0)) / x.std(axis=0), data["y_train"][:n]


def objective(x: np.ndarray, labels: np.ndarray, answer: Any) -> float:
    """The penalised negative log likelihood."""
    weights, intercept = answer
    return float(0.5 * np.sum(weights**2) + np.sum(np.logaddexp(0, -(2 * labels - 1) * (x @ weights + intercept))))


def logistic(x: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's logistic regression, to the accuracy of ours."""
    model = LogisticRegression(tol=1e-6, max_iter=1000).fit(x, labels)
    return model.coef_[0], model.intercept_[0]


def divergence(x: np.ndarray, embedding: np.ndarray) -> float:
    """KL divergence of an embedding, with the affinities of the model solution."""
    task = solution("torch", "tsne")
    native = bridge.load("torch")
    squared_distances = native.to_native(squareform(pdist(x, "sqeuclidean")))
    joint = task.joint_affinities(task.conditional_affinities(squared_distances, 30.0))
    return float(task.kl_divergence(joint, native.to_native(embedding.astype(np.float64))))


def mixture(n: int) -> tuple[np.ndarray, ...]:
    """Samples of ten normal distributions in fifty columns, and a mixture to start from."""
    rng = np.random.default_rng(0)
    means, mixing = rng.normal(size=(K, 50)), rng.normal(size=(K, 50, 50)) / 5
    own = rng.integers(0, K, n)
    x = means[own] + np.concatenate([mixing[own[i : i + 1000]] @ rng.normal(size=(1000, 50, 1)) for i in range(0, n, 1000)])[..., 0]
    return x, np.full(K, 1 / K), x[:K], np.stack([np.cov(x.T)] * K)


def em_step(x: np.ndarray, weights: np.ndarray, means: np.ndarray, covariances: np.ndarray) -> tuple[np.ndarray, ...]:
    """One step of scikit-learn's expectation maximisation."""
    model = GaussianMixture(K)
    model.weights_, model.means_, model.covariances_ = weights, means, covariances
    model.precisions_cholesky_ = np.linalg.inv(np.linalg.cholesky(covariances)).transpose(0, 2, 1)
    _, log_shares = model._e_step(x)
    model._m_step(x, log_shares)
    return model.weights_, model.means_, model.covariances_


def entropy(x: np.ndarray, weights: np.ndarray, means: np.ndarray, covariances: np.ndarray, answer: Any) -> float:
    """Negative log-likelihood of the first samples after the step, in nats a sample."""
    model = GaussianMixture(K)
    model.weights_, model.means_, model.covariances_ = answer
    model.precisions_cholesky_ = np.linalg.inv(np.linalg.cholesky(answer[2])).transpose(0, 2, 1)
    return -float(model.score(x[:1000]))


def values(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Values of a function at evenly spaced places."""
    x = np.linspace(-1, 1, n)
    return x[:, None], np.sin(20 * x) + 2 * np.cos(14 * x) - 2 * np.sin(6 * x)


def nuts(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Pyro's sampler on the posterior of the lengthscale and the variance of a Gaussian process."""
    import pyro
    import torch
    from pyro.distributions import MultivariateNormal, Normal
    from pyro.infer import MCMC, NUTS

    squared_distances, wide = torch.from_numpy(squareform(pdist(x, "sqeuclidean"))), torch.from_numpy(y)
    zero = torch.zeros((), dtype=torch.float64)

    def model() -> None:
        log_squared_lengthscale = pyro.sample("a", Normal(zero - 1, zero + 1))
        log_variance = pyro.sample("b", Normal(zero, zero + 2))
        kernel = torch.exp(log_variance - 0.5 * squared_distances * torch.exp(-log_squared_lengthscale))
        noise = 1e-4 * torch.eye(len(y), dtype=torch.float64)
        pyro.sample("y", MultivariateNormal(torch.zeros_like(wide), kernel + noise), obs=wide)

    pyro.set_rng_seed(0)
    chain = MCMC(NUTS(model), num_samples=500, warmup_steps=500, disable_progbar=True)
    chain.run()
    return np.column_stack([chain.get_samples()[name].numpy() for name in "ab"])


def inefficiency(x: np.ndarray, y: np.ndarray, samples: np.ndarray) -> float:
    """Samples by the smaller effective sample size of the two parameters."""
    sizes = array_stats.ess(samples.T[:, None], chain_axis=1, draw_axis=2, method="bulk")
    return len(samples) / float(np.min(sizes))


def chains(n: int) -> tuple[np.ndarray]:
    """Where n chains in the plane start."""
    return (3 * np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32),)


def walk(x: np.ndarray, score: Callable[[Any], Any]) -> np.ndarray:
    """A thousand Langevin steps in the loop that one would write in PyTorch."""
    import torch

    states = torch.from_numpy(x)
    for _ in range(N_STEPS):
        states = states + STEP_SIZE * score(states) + math.sqrt(2 * STEP_SIZE) * torch.randn_like(states)
    return states.numpy()


def walk_through_network(x: np.ndarray) -> np.ndarray:
    """The same with the score of a network, by autograd."""
    import torch
    from torch.nn import Linear, Sequential, SiLU

    network = Sequential(Linear(2, 128), SiLU(), Linear(128, 128), SiLU(), Linear(128, 1))

    def score(states: Any) -> Any:
        leaf = states.detach().requires_grad_()
        return torch.autograd.grad(network(leaf).sum(), leaf)[0]

    return walk(x, score)


CASES = (
    Case("pca", "sklearn PCA, covariance_eigh", (10_000, 60_000), images,
         lambda x: (lambda m: (m.mean_, m.components_))(PCA(K, svd_solver="covariance_eigh").fit(x)),
         lambda task, x: task.fit(x, K), "variance outside the components", outside),
    Case("ppca", "sklearn PCA, covariance_eigh, and score_samples", (10_000, 60_000), images,
         lambda x: PCA(K, svd_solver="covariance_eigh").fit(x).score_samples(x),
         lambda task, x: task.log_likelihood(x, *task.fit(x, K)), "negative log-likelihood, nats a sample",
         lambda x, answer: -float(np.mean(answer))),
    Case("gmm", "sklearn GaussianMixture, one step", (10_000, 60_000), mixture, em_step,
         lambda task, x, *start: task.m_step(x, task.responsibilities(x, *start)),
         "negative log-likelihood after the step, nats a sample", entropy),
    Case("incremental_pca", "sklearn IncrementalPCA, batches of 1000", (60_000,), images,
         lambda x: incremental(sys.modules["sklearn.decomposition"], x), incremental,
         "variance outside the components", outside, rounds=3),
    Case("randomized_pca", "sklearn PCA, randomized", (10_000, 60_000), images,
         lambda x: (lambda m: (m.mean_, m.components_))(PCA(K, svd_solver="randomized", iterated_power=4, random_state=0).fit(x)),
         lambda task, x: task.fit(x, K), "variance outside the components", outside),
    Case("kernel_pca", "sklearn KernelPCA, arpack", (1000, 2000), cloud,
         lambda x: KernelPCA(K, kernel="rbf", gamma=0.01, eigen_solver="arpack", random_state=0).fit_transform(x),
         lambda task, x: task.fit_transform(x, K, 0.01), "n less the sum of the eigenvalues",
         lambda x, scores: len(x) - float(np.sum(scores**2))),
    Case("graphical_lasso", "sklearn graphical_lasso, tol = enet_tol = 1e-8", (20, 50, 100, 200), sectors,
         lambda s, alpha: graphical_lasso(s, alpha, tol=1e-8, enet_tol=1e-8, max_iter=500)[1],
         lambda task, s, alpha: task.graphical_lasso(s, alpha, tol=1e-8), "violation of the optimality conditions", violation,
         rounds=2),
    Case("breast_cancer", "sklearn LogisticRegression, tol = 1e-6", (426,), cancer, logistic,
         lambda task, x, labels: task.fit_logistic_regression(x, labels), "penalised negative log likelihood", objective),
    Case("diffusion_maps", "NumPy kernel and scipy eigsh", (2000, 5000), roll, diffusion,
         lambda task, x: task.diffusion_map(x, K), "11 less the sum of the eigenvalues",
         lambda x, answer: K + 1 - float(np.sum(answer[0])), rounds=3),
    Case("mds", "NumPy and scipy eigsh", (1000, 2000), lambda n: (squareform(pdist(cloud(n)[0], "sqeuclidean")),), scaling,
         lambda task, d: task.classical_mds(d, 2), "variance outside the plane",
         lambda d, y: 1 - float(np.sum(y**2) / (np.sum(d) / (2 * len(d))))),
    Case("isomap", "sklearn Isomap", (500, 1000), roll, lambda x: Isomap(n_neighbors=K).fit_transform(x),
         lambda task, x: task.isomap(x, K, 2), "1 less the rank correlation with the roll",
         lambda x, y: 1 - abs(float(spearmanr(y[:, 0], np.hypot(x[:, 0], x[:, 2])).statistic))),
    Case("tsne", "sklearn TSNE, exact, 500 iterations", (500, 1797), lambda n: (load_digits().data[:n],),
         lambda x: TSNE(method="exact", max_iter=500, random_state=0, init="random", perplexity=30.0).fit_transform(x),
         lambda task, x: task.tsne(x, seed=0), "KL divergence", divergence, rounds=1),
    Case("lda", "sklearn LinearDiscriminantAnalysis, eigen", (2000, 20_000), classes,
         lambda x, labels: LinearDiscriminantAnalysis(solver="eigen").fit(x, labels).scalings_[:, :9].T,
         lambda task, x, labels: task.fit(x, labels, 9)[1], "1 by the first separation",
         lambda x, labels, directions: 1 / float(np.var(x @ directions[0]))),
    Case("gaussian_process", "Pyro NUTS, 500 samples after 500 steps", (5,), values, nuts,
         lambda task, x, y: task.sample_posterior(x, y), "samples for an effective one", inefficiency, rounds=3, needs="pyro",
         eager=True),
    Case("langevin", "a plain PyTorch loop, 1000 steps", (1000,), chains, lambda x: walk(x, operator.neg),
         lambda task, x: task.sample(x, operator.neg, STEP_SIZE, N_STEPS, 0), "difference of the variance from 1/(1 − ε/2)",
         lambda x, last: abs(float(np.var(last)) - 1 / (1 - STEP_SIZE / 2)), eager=True),
    Case("energy_model", "a plain PyTorch loop with autograd, 1000 steps", (1000,), chains, walk_through_network,
         lambda task, x: task.sample(task.EnergyModel(), len(x), STEP_SIZE, N_STEPS), "largest coordinate",
         lambda x, last: float(np.abs(last).max()), eager=True),
)  # fmt: skip


def solution(framework: str, name: str) -> ModuleType:
    """A model solution, whose siblings are those of its own framework."""
    folder = ROOT / "reference" / framework
    for path in folder.glob("*.py"):
        sys.modules.pop(path.stem, None)
    spec = importlib.util.spec_from_file_location(f"{framework}_{name}", folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where torch.compile looks for it
    sys.path.insert(0, str(folder))
    spec.loader.exec_module(module)
    sys.path.remove(str(folder))
    return module


def compiled(framework: str, mode: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as the mode runs it."""
    if mode == "compile":
        import torch

        logging.getLogger("torch._dynamo").setLevel(logging.ERROR)  # it names every place where it leaves the graph
        wrapped: Callable[..., Any] = torch.compile(function)
        return wrapped
    if mode in ("function", "xla"):
        import tensorflow as tf

        graph: Callable[..., Any] = tf.function(function, jit_compile=mode == "xla")
        return graph
    return function


def compare(case: Case, size: int) -> list[dict[str, Any]]:
    """Rows for the peer and for ours in every mode that makes sense, from the same rounds."""
    arguments = case.arguments(size)
    runners: dict[tuple[str, str], Callable[[], Any]] = {("peer", ""): lambda: case.peer(*arguments)}
    natives = {framework: bridge.load(framework) for framework in bridge.installed()}
    left_out = workload.load(case.task, ROOT / "benchmarks").without
    for framework, native in natives.items():
        native.start("cpu", THREADS)
        module = solution(framework, case.task)
        tensors = [native.to_native(value) if isinstance(value, np.ndarray) else value for value in arguments]
        shares = any(getattr(value, "__module__", "") == "_spectral" for value in vars(module).values())
        eager = case.eager or shares  # torch.compile finds the other framework's _spectral here
        modes = MODES[framework][:1] if eager else MODES[framework]
        for mode in (mode for mode in modes if mode not in left_out):
            run = compiled(framework, mode, lambda *values, module=module: case.ours(module, *values))
            runners[framework, mode] = lambda run=run, tensors=tensors: run(*tensors)
    times: dict[tuple[str, str], list[float]] = {key: [] for key in runners}
    answers: dict[tuple[str, str], Any] = {}
    for number in range(case.rounds + (case.rounds > 1)):
        for key, run in runners.items():
            time.sleep(PAUSE)
            started = time.perf_counter()
            answers[key] = run()
            if number or case.rounds == 1:
                times[key].append(time.perf_counter() - started)
    peer = float(np.median(times["peer", ""]))
    rows = []
    for (framework, mode), taken in times.items():
        answer = answers[framework, mode]
        if framework != "peer":
            plain = natives[framework].to_numpy
            answer = tuple(plain(part) for part in answer) if isinstance(answer, (tuple, list)) else plain(answer)
        seconds = float(np.median(taken))
        rows.append({"task": case.task, "size": size, "who": case.peer_name if framework == "peer" else framework, "mode": mode,
                     "milliseconds": round(seconds * 1e3, 2), "ratio": round(seconds / peer, 3),
                     "lost": f"{case.lost(*arguments, answer):.3g}", "meaning": case.meaning, "threads": THREADS})  # fmt: skip
    return rows


def main() -> None:
    """Print and write every row as it comes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", action="append", choices=[case.task for case in CASES])
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    chosen = [case for case in CASES if not options.task or case.task in options.task]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", newline="", encoding="utf-8") as file:
        writer = None
        for case in chosen:
            if case.needs and importlib.util.find_spec(case.needs) is None:
                print(f"{case.task}: left out, as {case.needs} is not installed")  # noqa: T201
                continue
            for size in case.sizes:
                for row in compare(case, size):
                    writer = writer or csv.DictWriter(file, list(row), lineterminator="\n")
                    if file.tell() == 0:
                        writer.writeheader()
                    writer.writerow(row)
                    file.flush()
                    print(*(f"{row[key]!s:>14}" for key in ("task", "size", "mode", "milliseconds", "ratio", "lost")), row["who"])  # noqa: T201


if __name__ == "__main__":
    main()
