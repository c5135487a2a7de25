"""Viva: an oral exam for machine-learning code."""

__version__ = "0.1.0"
