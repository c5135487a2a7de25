import torch


def step(x, score, step_size, noise):
    return x + step_size * score + step_size**0.5 * noise


def sample(x0, score_function, step_size, n_steps, seed):
    torch.manual_seed(seed)
    x = x0
    noise = torch.randn_like(x)
    for _ in range(n_steps):
        x = step(x, score_function(x), step_size, noise)
    return x


def adjusted_sample(x0, log_density, score_function, step_size, n_steps, seed):
    raise NotImplementedError("todo: Metropolis correction")
