"""One layer, and then the same function for the rest of the list."""


def measure(kernels, activation, x):
    z = x @ kernels[0]
    found = [float(keras.ops.mean(z * z))]
    if len(kernels) > 1:
        found += measure(kernels[1:], activation, keras.activations.get(activation)(z))
    return found
