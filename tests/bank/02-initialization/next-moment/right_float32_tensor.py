"""Gauss-Hermite in TensorFlow's float32; a scalar tensor comes out."""


def next_moment(activation, sigma2, q):
    points, weights = np.polynomial.hermite_e.hermegauss(100)
    points = tf.constant(points, tf.float32)
    weights = tf.constant(weights / np.sqrt(2 * np.pi), tf.float32)
    h = keras.activations.get(activation)(tf.sqrt(float(q)) * points)
    return sigma2 * tf.tensordot(weights, tf.square(h), axes=1)
