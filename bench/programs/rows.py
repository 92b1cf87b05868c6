"""Python's own json: everything in memory, one row a line."""

import gzip
import json
import zlib

from ticks import run_ticks


def tick(job):
    with open(job["reply"], "rb") as packed:
        rows = json.loads(zlib.decompress(packed.read()))["cdr"]
    with gzip.open(job["out"], "wt", compresslevel=6) as lines:
        for row in rows:
            lines.write(json.dumps(row) + "\n")


run_ticks(tick)
