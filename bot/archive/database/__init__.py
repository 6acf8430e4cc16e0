"""Two engines as one: connections, the schema with its migrations, packing, and what planners are told."""
