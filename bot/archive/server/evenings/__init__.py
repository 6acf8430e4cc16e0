"""Film nights, and the choice of the next one."""
