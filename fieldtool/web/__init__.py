"""Pages and doors: the node's, the hub's, and the parts both share."""
