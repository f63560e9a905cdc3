"""What people do in Discord, one cog a file; each is added in `bot.client`."""
