"""What both sides say to each other: messages, containers, bundles, and how they travel."""
