"""Screening and care by somebody qualified; a village sees that there is care, nothing else."""
