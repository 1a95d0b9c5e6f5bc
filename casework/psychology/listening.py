"""What every visit tells: whether somebody should look after the child's mood."""

from casework.psychology.actions import note_visit
from casework.visits.heard import listens

listens(note_visit)
