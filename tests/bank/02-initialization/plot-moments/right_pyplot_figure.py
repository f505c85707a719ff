"""pyplot, with a new figure for each call and `gca`."""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure = plt.figure()
    for name, values in moments.items():
        plt.semilogy(np.arange(len(values)) + 1, values, label=name)
    plt.xlabel("layer")
    plt.ylabel("second moment of z")
    plt.legend()
    plt.close(figure)
    return figure
