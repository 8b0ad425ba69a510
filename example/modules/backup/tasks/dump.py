#!/usr/bin/env python3
import json
import sys
import time

params = json.load(sys.stdin)
tables = params.get('tables') or ['customers', 'orders', 'payments']
# A stand-in for logging in: the password is used and told to nobody.
logged_in = params['password'] != ''

rows = {}
for number, table in enumerate(tables, start=1):
    print(f'dumping {table} ({number}/{len(tables)})', file=sys.stderr, flush=True)
    if not params.get('_noop'):
        time.sleep(0.3)
    rows[table] = 1000 * number

json.dump(
    {
        'database': params['database'],
        'compression': params['compression'],
        'level': params.get('level'),
        'verified': params['verify'] and not params.get('_noop', False),
        'noop': params.get('_noop', False),
        'logged_in': logged_in,
        'rows': rows,
    },
    sys.stdout,
)
