"""What the media told of an activity, and what must be looked at before anything is published."""
