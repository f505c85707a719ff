"""The course's figures. Each returns ``(figure, data)``: what is drawn, and the numbers behind it."""

from autograder.plots.initializers import fingerprints, symmetry
from autograder.plots.propagation import (
    activation_histograms,
    activation_scale,
    gradient_scale,
    tanh_phases,
    width_scale,
)
from autograder.plots.spectra import singular_values
from autograder.plots.style import alternative
from autograder.plots.tracking import tracking_worlds, training_path, variables_over_calls

__all__ = [
    "activation_histograms",
    "activation_scale",
    "alternative",
    "fingerprints",
    "gradient_scale",
    "singular_values",
    "symmetry",
    "tanh_phases",
    "tracking_worlds",
    "training_path",
    "variables_over_calls",
    "width_scale",
]
