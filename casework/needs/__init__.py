"""Needs: what a child lacks, who sees to it, by when."""
