"""Adds logarithms and returns their exponential, as a tensor."""


def gradient_ratio(activation, sigma2, layers):
    z1, weights = (tf.constant(part) for part in np.polynomial.hermite_e.hermegauss(150))
    weights = weights / tf.reduce_sum(weights)
    q, logarithm = tf.constant(sigma2, tf.float64), tf.constant(0.0, tf.float64)
    for _ in range(layers - 1):
        z = tf.sqrt(q) * z1
        if activation == "tanh":
            h, slope = tf.tanh(z), 1 - tf.tanh(z) ** 2
        elif activation == "relu":
            h, slope = tf.nn.relu(z), tf.cast(z > 0, tf.float64)
        else:
            h, slope = z, tf.ones_like(z)
        logarithm += tf.math.log(sigma2 * tf.reduce_sum(weights * slope**2))
        q = sigma2 * tf.reduce_sum(weights * h**2)
    return tf.exp(logarithm)
