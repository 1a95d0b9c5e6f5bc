"""What the floors below have to know of photos: their content in the store is somebody's."""

from casework.attachments.holding import keeps
from casework.media import queries

keeps(queries.stored_names)
