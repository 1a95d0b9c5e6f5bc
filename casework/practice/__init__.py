"""Practice: what law and local custom say, as dated data that a region may set otherwise."""
