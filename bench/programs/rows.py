"""Python's own json: everything in memory, one row a line. Prints its figures as JSON."""

import gzip
import json
import resource
import sys
import time
import zlib

reply, out = sys.argv[1:]
started = time.perf_counter()
with open(reply, "rb") as packed:
    rows = json.loads(zlib.decompress(packed.read()))["cdr"]
with gzip.open(out, "wt", compresslevel=6) as lines:
    for row in rows:
        lines.write(json.dumps(row) + "\n")
ms = (time.perf_counter() - started) * 1000


def peak_bytes():
    try:
        with open("/proc/self/status") as status:
            kilobytes = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
        return int(kilobytes) * 1024
    except OSError:
        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return largest if sys.platform == "darwin" else largest * 1024


print(json.dumps({"ms": ms, "peakBytes": peak_bytes()}))
