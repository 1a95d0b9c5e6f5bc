"""Who fits whom: suggestions for one request, the best assignment for a county, both in words."""
