"""Gives the root of the mean square, which has the unit of z.

outcome: wrong
misconception: root-returned
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.sqrt(tf.reduce_mean(z**2))))
        hidden = phi(z)
    return moments
