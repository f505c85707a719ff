"""Keras's three simple initializers, each told its own scale."""


def variance_scaling(shape, scale, mode, distribution, seed):
    window = 1
    for size in shape[:-2]:
        window = window * size
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    n = (fan_in + fan_out) / 2 if mode == "fan_avg" else fan_in if mode == "fan_in" else fan_out
    std = np.sqrt(scale / n)
    recipe = {
        "normal": keras.initializers.RandomNormal(0.0, std, seed=seed),
        "truncated_normal": keras.initializers.TruncatedNormal(0.0, std / 0.8796, seed=seed),
        "uniform": keras.initializers.RandomUniform(-np.sqrt(3) * std, np.sqrt(3) * std, seed=seed),
    }[distribution]
    return recipe(shape)
