"""What cogs share: services, replies, buttons, selects, options, and the gathering of messages."""
