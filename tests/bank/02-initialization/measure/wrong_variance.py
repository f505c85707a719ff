"""Takes the variance for the mean of squares, as if the mean were zero in every batch.

outcome: wrong
misconception: variance-for-moment
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.math.reduce_variance(z)))
        hidden = phi(z)
    return moments
