"""000: graphs of Gaussians, and a variational autoencoder of faces."""

import numpy as np

from gallery.schur import NAMES, PRECISION
from viva.data import load
from viva.headlines import headline

Y1, Y2, Z1, Z2, Z3, Z4 = range(6)
PENALTIES = (0.6, 0.7, 0.75)


def missing(edges, n_variables):
    """The pairs of the last variables that no edge joins, as text."""
    there = {tuple(edge) for edge in edges.tolist()}
    names = NAMES[-n_variables:]
    pairs = [(i, j) for i in range(n_variables) for j in range(i + 1, n_variables)]
    return " ".join(names[i] + names[j] for i, j in pairs if (i, j) not in there)


@headline("000, problem 2.1", "pairs of X without an edge", "Y1Y2 Z1Z3 Z1Z4 Z2Z3 Z2Z4")
def graph_of_all(schur):
    return missing(schur.graph_edges(PRECISION), 6)


@headline("000, problem 2.2", "pairs of Z alone without an edge", "Z1Z4 Z2Z3")
def graph_of_z(schur):
    return missing(schur.graph_edges(schur.schur_complement(PRECISION, 2)), 4)


@headline("000, problem 2.2", "largest entry of the Schur complement's last column", "1.9375")
def last_of_the_schur_complement(schur):
    return float(schur.schur_complement(PRECISION, 2)[:, -1].max())


def statement(claim, a, b, given, expected, corrected=None):
    """One of the four statements of conditional independence."""

    @headline("000, problem 2.3", claim, expected, corrected=corrected)
    def independent(schur):
        return "holds" if schur.conditionally_independent(PRECISION, (a,), (b,), given) else "does not hold"

    return independent


FIRST = statement("Y1 ⊥ Y2 given Z", Y1, Y2, (Z1, Z2, Z3, Z4), "holds")
SECOND = statement("Z1 ⊥ Z4 given Z2", Z1, Z4, (Z2,), "does not hold")
THIRD = statement("Z1 ⊥ Z4 given Y1", Z1, Z4, (Y1,), "holds", corrected="does not hold")
FOURTH = statement("Z1 ⊥ Z2", Z1, Z2, (), "does not hold")


@headline("000, problem 2.3", "partial correlation of Z1 and Z4 given Y1", "0.00", corrected="-0.1409")
def third_correlation(schur):
    return float(schur.partial_correlations(schur.marginal_precision(PRECISION, (Z1, Z4, Y1)))[0, 1])


def edges(penalty, n_sigma, expected):
    """How many edges the graph of weekly returns of 33 country funds has (the document's own portfolios are not public)."""

    @headline("000, problem 3", f"edges of 33 funds, penalty {penalty}, clipped at {n_sigma:g} σ", expected, data="prices")
    def counted(graphical_lasso):
        returns = graphical_lasso.log_returns(load("prices")["weekly"])
        x = graphical_lasso.standardize_returns(returns, n_sigma)
        precision = graphical_lasso.graphical_lasso(graphical_lasso.empirical_covariance(x), penalty)
        return len(graphical_lasso.graph_edges(precision))

    return counted


CLIPPED_LATE = [edges(penalty, 4.0, expected) for penalty, expected in zip(PENALTIES, ("202", "110", "75"), strict=True)]
CLIPPED_EARLY = [edges(penalty, 1.0, expected) for penalty, expected in zip(PENALTIES, ("165", "94", "63"), strict=True)]


@headline("000, problem 1", "parameters of the encoder and the decoder of faces", str(118_056 + 90_675))
def face_parameters(face_vae):
    return sum(p.size for p in face_vae.FaceVAE(seed=0).parameters())


@headline("000, problem 1.1", "loss in the code, less the negative ELBO", "0.00", corrected="-4950.00")
def offset_of_the_loss(gaussian):
    """The code adds the latent size to every one of its coordinates before it sums them."""
    rng, factor, latent = np.random.default_rng(0), 100.0, 100
    x, drawn = rng.random((2, 8, 45, 45, 3))
    mean, log_var = rng.standard_normal((2, 8, latent))
    as_coded = factor * ((x - drawn) ** 2).sum() / 2 - (latent + log_var - mean**2 - np.exp(log_var)).sum() / 2
    return float(as_coded / len(x) - gaussian.negative_elbo(x, drawn, mean, log_var, factor))


@headline("000, problem 1", "its validation loss after epoch 49, -2074.4995, as a negative ELBO", "-2074.50", corrected="2875.50")
def validation_loss(gaussian):
    return -2074.4995 - offset_of_the_loss.ask(gaussian)
