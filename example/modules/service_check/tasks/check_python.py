#!/usr/bin/env python3
import json
import os
import socket
import sys

params = json.load(sys.stdin)
sys.path.insert(0, os.path.join(params['_installdir'], 'service_check', 'files', 'lib'))
from disk import percent_used  # noqa: E402

try:
    socket.create_connection((params['host'], params['port']), timeout=2).close()
    is_open = True
except OSError:
    is_open = False

json.dump(
    {
        'implementation': 'python',
        'port': params['port'],
        'open': is_open,
        'disk_percent': percent_used(params.get('path') or '/'),
    },
    sys.stdout,
)
