"""Takes the mean of the magnitudes.

outcome: wrong
misconception: none
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.reduce_mean(tf.abs(z))))
        hidden = phi(z)
    return moments
