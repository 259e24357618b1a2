"""What the two providers do differently, as data: a row per provider and topic."""
