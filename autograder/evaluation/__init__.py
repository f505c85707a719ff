"""Numbers from a clean process: the student's computation, without the student's Python.

The student's process can say what it likes about outputs and gradients. So it is asked for the
computation itself, as the graph that TensorFlow traces (:mod:`.export`, beside the student's
code). A process that has never run the student's code reads it, refuses what is not on an
explicit list of operations (:mod:`.operations`), and computes outputs and gradients for values
that the checks draw (:mod:`.graphs`). :mod:`.evaluator` runs that process for the grader;
:mod:`.computation` is what the checks ask, with an evaluator or without one.
"""
