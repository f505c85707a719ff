"""nbgrader's configuration; every nbgrader command that is run in this folder reads it."""

from autograder.grading.configuration import configure

configure(get_config())  # noqa: F821
