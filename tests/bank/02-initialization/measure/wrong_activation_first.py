"""Believes that a layer begins with its activation, the first one too.

outcome: wrong
misconception: activation-before-first
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = phi(hidden) @ kernel
        moments.append(float(tf.reduce_mean(z**2)))
        hidden = z
    return moments
