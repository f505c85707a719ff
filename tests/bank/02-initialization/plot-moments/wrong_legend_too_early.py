"""Asks for the legend before there are lines.

outcome: wrong
misconception: unlabelled
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, axes = plt.subplots()
    plt.close(figure)
    axes.set(yscale="log", xlabel="layer", ylabel="mean of z²")
    axes.legend([])
    for label, values in moments.items():
        axes.plot(range(1, len(values) + 1), values, label=label)
    return figure
