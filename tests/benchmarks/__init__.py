"""Benchmarks: tables with a peer or a physical floor beside us in the same run; ratios count."""
