"""`subplots`, returns the axes; the legend names the lines, in their order."""

import matplotlib.pyplot as plt


def plot_moments(moments):
    fig, ax = plt.subplots(figsize=(5, 3))
    for values in moments.values():
        ax.plot([layer for layer, _ in enumerate(values, start=1)], values, "o--")
    ax.set_yscale("log")
    ax.set_xlabel("Layer")
    ax.set_ylabel("$E[z^2]$")
    ax.legend(list(moments), title="initializer")
    ax.grid(True)
    plt.close(fig)
    return ax
