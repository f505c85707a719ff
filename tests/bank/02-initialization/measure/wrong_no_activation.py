"""Forgets the activation between the layers.

outcome: wrong
misconception: activation-left-out
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.reduce_mean(z**2)))
        hidden = z
    return moments
