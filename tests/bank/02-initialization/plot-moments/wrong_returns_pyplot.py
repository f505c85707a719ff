"""Returns the module in place of the figure.

outcome: broken
misconception: none
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    plt.figure()
    for label, values in moments.items():
        plt.semilogy(range(1, len(values) + 1), values, label=label)
    plt.xlabel("layer")
    plt.ylabel("mean of z²")
    plt.legend()
    return plt
