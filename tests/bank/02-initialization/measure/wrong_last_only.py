"""Measures after the loop: the last layer only.

outcome: wrong
misconception: none
"""


def measure(kernels, activation, x):
    phi, hidden = keras.activations.get(activation), x
    for kernel in kernels:
        z = hidden @ kernel
        hidden = phi(z)
    return [float(tf.reduce_mean(z**2))]
