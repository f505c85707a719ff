"""Draws the natural logarithms, on a linear axis.

outcome: wrong
misconception: logarithm-of-the-data
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, axes = plt.subplots()
    plt.close(figure)
    for label, values in moments.items():
        axes.plot(range(1, len(values) + 1), np.log(values), label=label)
    axes.set(xlabel="layer", ylabel="log of the mean of z²")
    axes.legend()
    return figure
