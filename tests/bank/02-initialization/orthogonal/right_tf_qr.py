"""TensorFlow's QR of a stateless draw; `diag_part` of R gives the signs."""


def orthogonal(shape, gain, seed):
    rows, columns = shape
    turned = rows < columns
    size = (columns, rows) if turned else (rows, columns)
    q, r = tf.linalg.qr(tf.random.stateless_normal(size, seed=[seed, 0]), full_matrices=False)
    q *= tf.sign(tf.linalg.diag_part(r))
    return gain * (tf.linalg.matrix_transpose(q) if turned else q)
