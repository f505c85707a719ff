"""The mean over 200,000 evenly spaced quantiles of the normal distribution."""

LEVELS = (np.arange(200_000) + 0.5) / 200_000
STANDARD = tf.math.ndtri(LEVELS)


def next_moment(activation, sigma2, q):
    h = keras.activations.get(activation)(STANDARD * tf.cast(q, tf.float64) ** 0.5)
    return sigma2 * tf.reduce_mean(h**2).numpy()
