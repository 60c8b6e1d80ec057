"""The commands of `affguard`, a module a group: they parse, call a job, and print what came of it."""
