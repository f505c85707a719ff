"""Warm kernels: forked from a process that has imported TensorFlow, ready in a fraction of a second.

``zygote`` is that process, ``child`` what becomes of its forks, ``owner`` how a process keeps a
zygote, ``provisioner`` how jupyter_client starts kernels from it, ``specs`` how a kernel is chosen.
They need Linux; elsewhere kernels are started cold.
"""
