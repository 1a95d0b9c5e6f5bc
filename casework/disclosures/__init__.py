"""Which data of a child were given to whom outside, when, and on which ground."""
