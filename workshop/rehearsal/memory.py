"""What a learner's server and kernels take of the machine: memory and processor time."""

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


async def processor(learner: Learner) -> float:
    """Seconds of one core that the learner's server and kernels have used up to now."""
    server, kernels = await learner.processes()
    return sum(process.cpu_times().user + process.cpu_times().system for process in (server, *kernels))


def resident(processes: list[psutil.Process]) -> float:
    """Megabytes in memory, each process for itself."""
    return sum(process.memory_info().rss for process in processes) / MB
