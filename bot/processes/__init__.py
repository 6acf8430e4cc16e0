"""Several processes of one bot on one machine: started, watched, replaced one by one, stopped."""

from bot.processes.supervisor import run_processes

__all__ = ["run_processes"]
