"""Where we talk: the command line, the terminal, the store, the settings; the only package with a clock."""

__all__: list[str] = []
