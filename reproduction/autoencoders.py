"""003: principal components and autoencoders."""

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

from viva.data import load
from viva.headlines import headline


def parameters(task, name, **arguments):
    """How many trainable parameters a model has."""
    return sum(p.size for p in getattr(task, name)(seed=0, **arguments).parameters())


@headline("003, stacked AE", "parameters", "163814")
def stacked(stacked_autoencoder):
    return parameters(stacked_autoencoder, "StackedAutoencoder")


@headline("003, convolutional AE", "parameters", "46529")
def convolutional(conv_autoencoder):
    return parameters(conv_autoencoder, "ConvAutoencoder")


@headline("003, recurrent AE", "parameters; in PyTorch an LSTM has a second bias", "122548 or 123468")
def recurrent(recurrent_autoencoder):
    return parameters(recurrent_autoencoder, "RecurrentAutoencoder")


@headline("003, PyTorch example", "parameters", "468368")
def sigmoid(digit_recognition):
    return parameters(digit_recognition, "SigmoidAutoencoder")


@headline("003, Exploring", "slope of the line along which points with covariance [[4, 2], [2, 2]] lie", "1.0", corrected="0.618")
def slope(pca):
    """Four points have that covariance exactly."""
    corners = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]]) * np.sqrt(3 / 4)
    _, components, _ = pca.fit(corners @ np.linalg.cholesky([[4, 2], [2, 2]]).T, 1)
    return float(components[0, 1] / components[0, 0])


def accuracy(breast_cancer, standardised=True, n_components=None):
    """Training accuracy of logistic regression on the lecture's split."""
    tumours = load_breast_cancer()
    train, test, labels, _ = train_test_split(tumours["data"], tumours["target"], random_state=0)
    x = breast_cancer.standardize(train, test)[0] if standardised else train
    if n_components:
        x = (x - x.mean(axis=0)) @ np.linalg.svd(x - x.mean(axis=0), full_matrices=False).Vh[:n_components].T
    fitted = breast_cancer.fit_logistic_regression(x, labels)
    return float(breast_cancer.accuracy(x, labels, *fitted))


@headline("003, cancer data", "training accuracy, raw", "0.96")
def accuracy_raw(breast_cancer):
    return accuracy(breast_cancer, standardised=False)


@headline("003, cancer data", "training accuracy, standardised", "0.99")
def accuracy_standardised(breast_cancer):
    return accuracy(breast_cancer)


@headline("003, cancer data", "training accuracy, two principal components", "0.96")
def accuracy_of_two(breast_cancer):
    return accuracy(breast_cancer, n_components=2)


@headline("003, cancer data", "components for 95 % of the raw variance", "1")
def components_raw(pca):
    return pca.components_for_energy(train_test_split(load_breast_cancer()["data"], random_state=0)[0], 0.95)


@headline("003, linear AE", "its error by that of PCA, after 500 epochs", "1.00")
def linear(linear_autoencoder, pca):
    x = load("half_ellipse")["x"].astype(np.float32)
    model = linear_autoencoder.LinearAutoencoder(3, 2, seed=0)
    linear_autoencoder.fit(model, x, 500, seed=0)
    return float(linear_autoencoder.reconstruction_loss(model, x) / np.mean((x - pca.reconstruct(x, 2)) ** 2))
