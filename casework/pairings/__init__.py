"""One-to-one pairing (一对一结对): asked for, proposed, agreed to, lived and ended."""
