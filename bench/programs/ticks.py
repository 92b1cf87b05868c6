"""What ticks.cjs is for Node: calls `tick` for each job of argv[1] and tells on file descriptor 3 what each one cost."""

import json
import os
import resource
import sys
import time


def cpu_ms(who):
    used = resource.getrusage(who)
    return (used.ru_utime + used.ru_stime) * 1000


def peak_bytes(who):
    if who == resource.RUSAGE_SELF and os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            kilobytes = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
        return int(kilobytes) * 1024
    largest = resource.getrusage(who).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def run_ticks(tick, who=resource.RUSAGE_SELF):
    """With RUSAGE_CHILDREN the work is that of programs which `tick` starts, and the peak that of the largest of them."""
    todo = json.loads(sys.argv[1])
    ticks = []
    first, first_at = time.perf_counter(), time.time() * 1000
    # Whatever started Python may have had children before.
    cpu_first = cpu_ms(who) if who == resource.RUSAGE_CHILDREN else 0
    for job in todo["jobs"]:
        if time.perf_counter() - first > todo["seconds"]:
            break
        started_at, cpu_before, started = time.time() * 1000, cpu_ms(who), time.perf_counter()
        tick(job)
        ms, cpu_after = (time.perf_counter() - started) * 1000, cpu_ms(who)
        ticks.append({"ms": ms, "cpuMs": cpu_after - cpu_before, "endedAt": started_at + ms, "processCpuMs": cpu_after - cpu_first})
    told = {"ticks": ticks, "peakBytes": peak_bytes(who)}
    if who == resource.RUSAGE_CHILDREN:
        told["startedAt"] = first_at  # the start of this program is not theirs
    with os.fdopen(3, "w") as out:
        json.dump(told, out)
