"""Help with a lost password: somebody who knows the person gives a code; no text message does."""
