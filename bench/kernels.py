"""What the helpers add to a kernel that only imports torch: time to the first live picture, and memory."""

import statistics
import time
from pathlib import Path

import psutil
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).parents[1]
TIMES = 5
TORCH = "import torch"
FIRST_PICTURE = """
import torch
from torch import nn
from helpers import Picture, draw_function, live, switch
x = torch.linspace(-6, 6, 1201)
switch()
@live(Picture(x=(-6, 6), y=(-2, 6)), negative_slope=(-0.5, 1.5, 0.05))
def leaky_relu(picture, negative_slope=0.1):
    draw_function(picture, nn.LeakyReLU(negative_slope), x)
"""


def measure() -> dict[str, tuple[float, float]]:
    """kind -> (seconds from the kernel's start, megabytes afterwards): medians of fresh kernels, in turns."""
    kinds = {"import torch": TORCH, "first live picture": FIRST_PICTURE}
    runs = {kind: [] for kind in kinds}
    for _ in range(TIMES):
        for kind, code in kinds.items():
            runs[kind].append(in_a_fresh_kernel(code))
    return {kind: tuple(map(statistics.median, zip(*found, strict=True))) for kind, found in runs.items()}


def in_a_fresh_kernel(code: str) -> tuple[float, float]:
    """Seconds until the code has run, from before the kernel is started, and the kernel's resident memory in MB."""
    begun = time.perf_counter()
    manager, client = start_new_kernel(cwd=str(ROOT))
    try:
        reply = client.execute_interactive(code, output_hook=lambda message: None, timeout=120)
        seconds = time.perf_counter() - begun
        if reply["content"]["status"] != "ok":
            raise RuntimeError(reply["content"]["evalue"])
        return seconds, psutil.Process(manager.provisioner.pid).memory_info().rss / 1e6
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
