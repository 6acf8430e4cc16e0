"""What is read in channels: pastes as they come, what was missed, and the past."""
