"""`python -m bot`: run the bot; with arguments, the `pullquote` command."""

import sys

from bot.cli import app

if __name__ == "__main__":
    app(sys.argv[1:] or ["run"], prog_name="python -m bot")
