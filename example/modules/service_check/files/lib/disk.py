"""Shared by tasks: how full a file system is."""
import math
import shutil


def percent_used(directory):
    usage = shutil.disk_usage(directory)
    return math.ceil(100 * usage.used / (usage.used + usage.free))
