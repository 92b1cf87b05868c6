"""A pipeline of the shell. Python starts it, for it can tell what its children used."""

import resource
import subprocess

from ticks import run_ticks

run_ticks(lambda job: subprocess.run(["sh", "-c", job["command"]], check=True), resource.RUSAGE_CHILDREN)
