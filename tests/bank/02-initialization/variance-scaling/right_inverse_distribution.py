"""Uniform numbers through the inverse of the normal distribution; the cut is a narrower range of them."""


def variance_scaling(shape, scale, mode, distribution, seed):
    receptive = np.prod(shape[:-2])
    fans = np.array(shape[-2:]) * receptive
    variance = scale / {"fan_in": fans[0], "fan_out": fans[1], "fan_avg": fans.mean()}[mode]
    rng = np.random.default_rng([seed, 7])
    below = 0.022750131948179212  # share of a normal distribution below -2
    if distribution == "uniform":
        values = (rng.random(shape) - 0.5) * np.sqrt(12)
    elif distribution == "normal":
        values = tf.math.ndtri(rng.random(shape)).numpy()
    else:
        values = tf.math.ndtri(rng.uniform(below, 1 - below, shape)).numpy()
        density = np.exp(-2) / np.sqrt(2 * np.pi)
        values /= np.sqrt(1 - 4 * density / (1 - 2 * below))
    return tf.Variable(values * np.sqrt(variance), dtype=tf.float32)
