"""What a server chooses and keeps: watched channels, the archive's files, privacy, moderation, setup."""
