"""Where on the face: regions that never change, and what is marked on them as areas of a visit."""
