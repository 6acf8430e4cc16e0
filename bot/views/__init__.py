"""How things look in Discord: layouts, modals and escaping. Nothing here acts or remembers."""
