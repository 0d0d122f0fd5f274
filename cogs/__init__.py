"""One family of commands each: a cog reads the form, calls one method, shows one view."""
