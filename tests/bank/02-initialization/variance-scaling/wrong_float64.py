"""Draws with NumPy and leaves the dtype to it.

outcome: wrong
misconception: float64-from-numpy
"""


def variance_scaling(shape, scale, mode, distribution, seed):
    window = int(np.prod(shape[:-2]))
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = (scale / n) ** 0.5
    rng = np.random.default_rng(seed)
    if distribution == "normal":
        return rng.normal(0.0, std, shape)
    if distribution == "truncated_normal":
        return tf.random.stateless_truncated_normal(shape, [seed, 0], stddev=std / 0.87962566)
    limit = 3**0.5 * std
    return rng.uniform(-limit, limit, shape)
