"""Takes the mean first and squares it afterwards.

outcome: wrong
misconception: none
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(float(tf.reduce_mean(z) ** 2))
        hidden = phi(z)
    return moments
