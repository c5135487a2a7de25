"""How the models of this folder start and how they are trained: by Adam, in batches drawn anew in every epoch."""

import contextlib

import torch
from tqdm import trange

from viva.arguments import check_integer, check_positive


@contextlib.contextmanager
def seeded(seed):
    """Layers that are made within start from `seed`; the global generator is left as it was."""
    with torch.random.fork_rng(devices=()):
        torch.default_generator.manual_seed(seed)
        yield


def train(model, losses, data, n_epochs, batch_size, learning_rate, seed):
    """Minimises the mean of `losses(model, *batch, generator)`, one loss a sample, and returns its mean over each epoch.

    `data` is a tuple of tensors with one row a sample; the losses may draw from `generator`. Nothing waits for the device
    before the last epoch is over.
    Shapes: (n, ...) each -> (n_epochs,).
    Raises: ValueError if `n_epochs` is negative, `batch_size` below 1 or `learning_rate` not positive.
    Source: Kingma & Ba 2015, algorithm 1.
    """
    check_integer(0, n_epochs=n_epochs)
    check_integer(1, batch_size=batch_size)
    check_positive(learning_rate=learning_rate)
    device = data[0].device
    generator = torch.Generator(device).manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=float(learning_rate), fused=True)
    model.train()  # Torch: cuDNN takes no gradient of a recurrent layer in evaluation mode
    means = torch.zeros(n_epochs, device=device)
    for epoch in trange(n_epochs, disable=None):
        means[epoch] = _train_epoch(model, losses, optimizer, data, generator, batch_size)
    return means


def _train_epoch(model, losses, optimizer, data, generator, batch_size):
    """Mean loss of one pass over the data in a random order."""
    total = torch.zeros((), device=generator.device)
    order = torch.randperm(len(data[0]), generator=generator, device=generator.device)
    for rows in order.split(batch_size):
        batch_losses = losses(model, *(part[rows] for part in data), generator)
        optimizer.zero_grad()
        batch_losses.mean().backward()
        optimizer.step()
        total += batch_losses.detach().sum()
    return total / len(order)
