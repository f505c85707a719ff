"""Takes `np.var` over evenly spaced quantiles: believes that the variance is what the next layer adds up.

outcome: wrong
misconception: variance-for-moment
"""

STANDARD = tf.math.ndtri((np.arange(100_000) + 0.5) / 100_000).numpy()


def next_moment(activation, sigma2, q):
    phi = keras.activations.get(activation)
    return sigma2 * float(np.var(phi(np.sqrt(q) * STANDARD)))
