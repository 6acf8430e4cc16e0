"""`python -m bot`: run the bot; with arguments, the `pullquote` command."""

import sys

from bot.cli import main

if __name__ == "__main__":
    main(sys.argv[1:] or ["run"], "python -m bot")
