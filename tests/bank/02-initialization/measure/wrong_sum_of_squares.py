"""Adds the squares up over the units and takes the mean over the batch only.

outcome: wrong
misconception: none
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.reduce_mean(tf.reduce_sum(z**2, axis=1))))
        hidden = phi(z)
    return moments
