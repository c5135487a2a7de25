"""A Swiss roll and its slow functions."""

from gallery.pieces import space
from viva.data import load

N_POINTS = 2000


def draw(task, figure):
    """The roll in the colours of its first function, and the next four against that one."""
    x = load("swiss_roll")["x"][:N_POINTS]
    eigenvalues, functions = task.diffusion_map(x, 5)
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.25))
    roll = left.add_subplot(projection="3d")
    roll.scatter(*x.T, c=functions[:, 1], s=4)
    space(roll, title="A Swiss roll, coloured by φ₁")
    for number, axes in enumerate(right.subplots(2, 2).flat, start=2):
        axes.scatter(functions[:, 1], functions[:, number], c=functions[:, 1], s=2)
        axes.set(xlabel="φ₁", ylabel=f"φ{'₀₁₂₃₄₅'[number]}", xticks=[], yticks=[], title=f"1 − λ = {1 - eigenvalues[number]:.1e}")
