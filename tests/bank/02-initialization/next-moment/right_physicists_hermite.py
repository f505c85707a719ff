"""The other Hermite polynomials of NumPy, whose weight is exp(-x²); Keras's activation on float64."""


def next_moment(activation, sigma2, q):
    x, w = np.polynomial.hermite.hermgauss(120)
    phi = keras.activations.get(activation)
    outputs = phi(tf.constant(np.sqrt(2 * q) * x))
    return float(sigma2 * tf.reduce_sum(w * outputs**2) / np.sqrt(np.pi))
