"""Writes down what leaves the layer, behind its activation.

outcome: wrong
misconception: after-the-activation
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = phi(hidden @ kernel)
        moments.append(float(tf.reduce_mean(z**2)))
        hidden = z
    return moments
