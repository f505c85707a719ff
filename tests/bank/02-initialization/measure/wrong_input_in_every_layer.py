"""Multiplies every kernel by the input: forgets that a layer gets what the one before it made.

outcome: broken
misconception: none
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = x @ kernel
        moments.append(float(tf.reduce_mean(z**2)))
        hidden = phi(z)
    return moments
