"""A class that nobody sits in: a hub, its learners' real servers and kernels, and what goes wrong: `make rehearsal`."""
