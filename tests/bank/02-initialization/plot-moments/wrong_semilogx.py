"""Takes the wrong one of `semilogx` and `semilogy`.

outcome: wrong
misconception: linear-axis
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, axes = plt.subplots()
    plt.close(figure)
    for label, values in moments.items():
        axes.semilogx(range(1, len(values) + 1), values, label=label)
    axes.set(xlabel="layer", ylabel="mean of z²")
    axes.legend()
    return figure
