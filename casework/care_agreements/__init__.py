"""Entrusted care (委托照护): agreements, their papers, and the weekly contact that they ask for."""
