"""The second moment as variance plus squared mean, from `tf.nn.moments`."""

ACTIVATIONS = {"linear": tf.identity, "relu": tf.nn.relu, "tanh": tf.math.tanh}


def measure(kernels, activation, x):
    found = []
    for number, kernel in enumerate(kernels):
        z = (ACTIVATIONS[activation](z) if number else x) @ kernel
        mean, variance = tf.nn.moments(z, axes=[0, 1])
        found.append((variance + mean**2).numpy())
    return found
