"""Tasks and notices: what a person or an office has to do, and what tells them."""
