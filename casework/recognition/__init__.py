"""Recognition: from an application as orphan or de facto unsupported onto the list, and off it."""
