"""What the commands and migrations use beside the checks: fixes, defaults, outlines, reports."""
