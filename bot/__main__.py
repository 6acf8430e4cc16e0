"""`python -m bot`: run the bot."""

from bot.cli.app import app

if __name__ == "__main__":
    app(["run"], prog_name="python -m bot")
