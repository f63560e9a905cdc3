"""The commands of the command line, one small module a group; `bot.cli` names them."""
