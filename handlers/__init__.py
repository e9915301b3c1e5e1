"""The aiohttp web application, the worker and the command line."""
