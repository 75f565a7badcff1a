"""What a learner's server and kernels hold in memory."""

from dataclasses import dataclass

import psutil

from workshop.rehearsal.learner import Learner

MB = 1e6


@dataclass
class Memory:
    """Megabytes of one learner. Resident counts what is shared each time; proportional shares it out (Linux only)."""

    server: float
    kernels: float
    proportional: float | None


async def memory(learner: Learner) -> Memory:
    """Measure the learner's processes as they stand."""
    server, kernels = await learner.processes()
    shares = [getattr(process.memory_full_info(), "pss", None) for process in (server, *kernels)]
    proportional = None if None in shares else sum(shares) / MB
    return Memory(resident([server]), resident(kernels), proportional)


def resident(processes: list[psutil.Process]) -> float:
    return sum(process.memory_info().rss for process in processes) / MB
