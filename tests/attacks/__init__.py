"""The attack suite: hostile and careless submissions, graded by stock nbgrader and by ours.

``python -m tests.attacks`` (``make attack``) runs them all and prints what came of each. A submission
is a file of ``submissions/`` or a function of :mod:`.tampering`; :mod:`.world` is the throw-away
machine in which it is graded, beside an honest one, and holds the detectors.
"""
