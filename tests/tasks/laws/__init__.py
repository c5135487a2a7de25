"""Questions that many tasks are asked alike. A task's file takes them in with `from laws.training import *`.

They speak about the fixture `subject`, which the file makes with `subject(Kind(...))`, and use no other name of it.
"""
