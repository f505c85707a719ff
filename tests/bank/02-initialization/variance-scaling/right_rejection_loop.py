"""NumPy; what lies outside the cut is drawn again, until nothing does."""


def variance_scaling(shape, scale, mode, distribution, seed):
    rng = np.random.default_rng(seed)
    *window, channels_in, channels_out = shape
    fan_in = channels_in * int(np.prod(window))
    fan_out = channels_out * int(np.prod(window))
    if mode == "fan_in":
        n = fan_in
    elif mode == "fan_out":
        n = fan_out
    else:
        n = (fan_in + fan_out) / 2
    std = np.sqrt(scale / n)
    if distribution == "normal":
        values = rng.normal(0.0, std, shape)
    elif distribution == "uniform":
        values = rng.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape)
    else:
        values = rng.standard_normal(shape)
        while (outside := np.abs(values) > 2).any():
            values[outside] = rng.standard_normal(outside.sum())
        values *= std / 0.87962566103423978
    return values.astype("float32")
