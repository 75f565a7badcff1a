"""The exercises, one module a chapter. What a notebook calls is an Exercise; see `helpers.judge`."""
