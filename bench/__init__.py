"""How fast the book is, beside the alternatives, measured in one run: `make bench`."""
