"""Leaves the x values to matplotlib.

outcome: wrong
misconception: counts-from-zero
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, axes = plt.subplots()
    plt.close(figure)
    for label, values in moments.items():
        axes.plot(values, label=label)
    axes.set(yscale="log", xlabel="layer", ylabel="mean of z²")
    axes.legend()
    return figure
