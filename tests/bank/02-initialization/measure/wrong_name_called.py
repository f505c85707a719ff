"""Calls the activation's name as if it were the function.

outcome: broken
misconception: name-for-function
"""


def measure(kernels, activation, x):
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.reduce_mean(z**2)))
        hidden = activation(z)
    return moments
