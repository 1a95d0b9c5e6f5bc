"""Who fits whom: suggestions for one child, and the best assignment for a whole county."""
