"""What a measurement spent: CPU of all threads, wall time, and the process's peak memory."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any


def peak_mib() -> float:
    """Largest resident set of this process so far, in MiB; imports are part of it."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Spent:
    """A block's CPU and wall seconds; ``figures`` adds the peak of the process."""

    def __enter__(self) -> Spent:
        self._process, self._children = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
        self._wall = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self._wall
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        children = after.ru_utime + after.ru_stime - self._children.ru_utime - self._children.ru_stime
        self.cpu = time.process_time() - self._process + children

    def figures(self, **more: float) -> dict[str, float]:
        return {"cpu": self.cpu, "wall": self.wall, "peak_mib": peak_mib(), **more}


def per_call(call: Callable[[Any], Any], inputs: list[Any], *, rounds: int) -> dict[str, float]:
    """CPU microseconds of one call on one thread: median and 99th percentile over ``rounds`` passes."""
    for one in inputs[:200]:
        call(one)
    taken: list[int] = []
    for _ in range(rounds):
        for one in inputs:
            start = time.thread_time_ns()
            call(one)
            taken.append(time.thread_time_ns() - start)
    taken.sort()
    return {
        "p50_us": statistics.median(taken) / 1e3,
        "p99_us": taken[min(len(taken) - 1, len(taken) * 99 // 100)] / 1e3,
        "calls": float(len(taken)),
    }


def per_cpu_second(work: Callable[[], Any], rows: int, *, at_least: float = 0.5) -> dict[str, float]:
    """Rows per CPU second of ``work`` over ``rows`` rows, repeated until enough was spent to tell."""
    work()
    spent, times = 0.0, 0
    while spent < at_least:
        start = time.process_time()
        work()
        spent += time.process_time() - start
        times += 1
    return {"cpu": spent / times, "rows_per_cpu_s": rows * times / spent, "peak_mib": peak_mib()}
