import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../common/index.ts';
import { openAuthority, renewBefore } from './authority.ts';
import type { Authority } from './credentials.ts';

const start = Date.UTC(2026, 10, 21);
const year = 365 * 24 * 60 * 60 * 1000;

interface Fixture {
  readonly directory: string;
  readonly clock: ManualClock;
  readonly log: string[];
  open(): Promise<Authority>;
}

async function fixture(context: TestContext): Promise<Fixture> {
  const root = await mkdtemp(join(tmpdir(), 'baton-access-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, 'ssl');
  const clock = new ManualClock(start);
  const log: string[] = [];
  return {
    directory,
    clock,
    log,
    open: () => openAuthority(directory, { clock, log: { log: (_level, message) => log.push(message) } }),
  };
}

const mode = async (path: string) => (await stat(path)).mode & 0o777;

test('the first start makes a CA and the layout that Puppet knows, for the owner alone', async (context) => {
  const { directory, open, log } = await fixture(context);
  const authority = await open();
  const credentials = await authority.issue('node1.example.com', ['localhost', '127.0.0.1', '::1']);
  const files = (await readdir(directory, { recursive: true })).sort();
  assert.deepEqual(files, [
    'ca',
    'ca/ca_crt.pem',
    'ca/ca_key.pem',
    'ca/serial',
    'ca/serials',
    'ca/serials/0001',
    'ca/serials/0002',
    'certs',
    'certs/ca.pem',
    'certs/node1.example.com.pem',
    'private_keys',
    'private_keys/node1.example.com.pem',
  ]);
  for (const file of files) {
    assert.equal(
      await mode(join(directory, file)),
      file.endsWith('.pem') || file.endsWith('serial') || /\d$/.test(file) ? 0o600 : 0o700,
      file,
    );
  }
  assert.equal(await mode(directory), 0o700);
  const read = async (path: string) => await readFile(path, 'utf8');
  assert.equal(await read(credentials.files.certificate), credentials.certificate);
  assert.equal(await read(credentials.files.key), credentials.key);
  assert.equal(await read(credentials.files.ca), authority.certificate);
  assert.ok(!log.join('\n').includes('PRIVATE'));
});

test('a certificate says what TLS asks of it', async (context) => {
  const { open } = await fixture(context);
  const authority = await open();
  const { certificate, ca } = await authority.issue('node_1.example.com', ['localhost', '127.0.0.1', '::1']);
  const leaf = new X509Certificate(certificate);
  const issuer = new X509Certificate(ca);
  assert.equal(leaf.subject, 'CN=node_1.example.com');
  assert.equal(
    leaf.subjectAltName,
    'DNS:node_1.example.com, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
  assert.deepEqual([leaf.ca, issuer.ca], [false, true]);
  assert.ok(leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey));
  // serverAuth and clientAuth.
  assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  assert.equal(leaf.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  assert.equal(leaf.validFromDate.getTime(), start - year / 365);
  assert.equal(leaf.validToDate.getTime(), start + 5 * year);
  assert.equal(issuer.validToDate.getTime(), start + 15 * year);
});

test('serial numbers are never given twice, also by requests at the same time', async (context) => {
  const { open, directory } = await fixture(context);
  const authority = await open();
  const issued = await Promise.all(Array.from({ length: 8 }, (_, number) => authority.issue(`node${number}`)));
  const again = await open();
  issued.push(await again.issue('node8'));
  const serials = issued.map(({ certificate }) => new X509Certificate(certificate).serialNumber);
  assert.deepEqual(serials, ['02', '03', '04', '05', '06', '07', '08', '09', '0A']);
  assert.equal(await readFile(join(directory, 'ca/serial'), 'utf8'), '000B\n');
});

test('two processes with the same CA never give the same serial number, nor does a lost file', async (context) => {
  const { open, directory } = await fixture(context);
  const offices = [await open(), await open()];
  const issued = await Promise.all(
    offices.flatMap((office, which) => [1, 2, 3, 4].map((number) => office.issue(`node${which}${number}`))),
  );
  await rm(join(directory, 'ca/serial'));
  issued.push(await (await open()).issue('late'));
  const serials = issued.map(({ certificate }) => new X509Certificate(certificate).serialNumber);
  assert.equal(new Set(serials).size, 9, serials.join());
});

test('a restart goes on with what is there', async (context) => {
  const { open, clock } = await fixture(context);
  const first = await (await open()).issue('node1', ['localhost']);
  clock.advance(year);
  const again = await open();
  assert.deepEqual(await again.issue('node1', ['localhost']), first);
  assert.deepEqual(await again.issue('node1'), first, 'more names than asked for are no reason to renew');
});

test('a certificate of no more use is made anew', async (context) => {
  const { open, clock, directory, log } = await fixture(context);
  const authority = await open();
  const other = await openAuthority(`${directory}-other`, { clock });
  const first = await authority.issue('node1');
  const node2 = await authority.issue('node2');
  const foreign = await other.issue('node1');
  const cases: [string, () => Promise<void>, string[], RegExp][] = [
    ['another name', async () => {}, ['127.0.0.1'], /not for 127\.0\.0\.1/],
    ['a damaged certificate', () => writeFile(first.files.certificate, 'damaged'), [], /cannot be read/],
    ['an empty key', () => writeFile(first.files.key, ''), [], /cannot be read/],
    ["another's key", () => writeFile(first.files.key, node2.key), [], /its key is another/],
    [
      'another CA',
      async () => {
        await writeFile(first.files.key, foreign.key);
        await writeFile(first.files.certificate, foreign.certificate);
      },
      [],
      /another CA/,
    ],
    [
      "another node's",
      async () => {
        await writeFile(first.files.key, node2.key);
        await writeFile(first.files.certificate, node2.certificate);
      },
      [],
      /it is for CN=node2/,
    ],
    ['near its end', async () => clock.advance(5 * year - renewBefore + 1000), [], /it ends at/],
  ];
  for (const [name, spoil, altNames, reason] of cases) {
    const before = await authority.issue('node1');
    await spoil();
    const renewed = await authority.issue('node1', altNames);
    assert.notEqual(renewed.certificate, before.certificate, name);
    assert.match(log.at(-1) ?? '', reason, name);
    assert.deepEqual(await authority.issue('node1', altNames), renewed, name);
    assert.ok(
      new X509Certificate(renewed.certificate).verify(new X509Certificate(authority.certificate).publicKey),
      name,
    );
  }
});

test('a CA near its end is renewed with its key, so what it signed stays good', async (context) => {
  const { open, clock } = await fixture(context);
  const old = await open();
  clock.advance(11 * year);
  const leaf = await old.issue('node1');
  clock.advance(4 * year - renewBefore + 1000);
  const renewed = await open();
  const [before, after] = [new X509Certificate(old.certificate), new X509Certificate(renewed.certificate)];
  assert.notEqual(after.serialNumber, before.serialNumber);
  assert.ok(after.validToDate.getTime() > clock.now() + 14 * year);
  assert.deepEqual([after.subject, after.ca], [before.subject, true]);
  assert.ok(new X509Certificate(leaf.certificate).checkIssued(after));
  const same = await renewed.issue('node1');
  assert.equal(same.ca, renewed.certificate);
});

test('a start that was cut off is made good, and a lost or damaged key is told', async (context) => {
  const { open, directory } = await fixture(context);
  const [key, certificate] = [join(directory, 'ca/ca_key.pem'), join(directory, 'ca/ca_crt.pem')];
  await open();
  const pem = await readFile(key, 'utf8');
  // Killed after the key and before the certificate.
  await rm(certificate);
  const authority = await open();
  assert.equal(await readFile(key, 'utf8'), pem);
  await authority.issue('node1');
  await writeFile(key, 'damaged');
  await assert.rejects(open(), { kind: 'baton/ca-key-unreadable' });
  await rm(key);
  await assert.rejects(open(), { kind: 'baton/ca-key-missing', message: /ca_key\.pem/ });
  await writeFile(key, pem);
  await writeFile(certificate, 'damaged');
  await assert.rejects(open(), { kind: 'baton/ca-certificate-unreadable' });
  await rm(certificate);
  await writeFile(join(directory, 'ca/serial'), 'many');
  await assert.rejects(open(), { kind: 'baton/ca-serial-unreadable' });
});

test('rights that somebody has opened are closed again', async (context) => {
  const { open, directory } = await fixture(context);
  await mkdir(join(directory, 'private_keys'), { recursive: true, mode: 0o755 });
  await chmod(directory, 0o755);
  await open();
  assert.deepEqual([await mode(directory), await mode(join(directory, 'private_keys'))], [0o700, 0o700]);
});

test('a name that is no certname is refused before anything is written', async (context) => {
  const { open, directory } = await fixture(context);
  const authority = await open();
  for (const name of ['', 'Node1', 'a/b', '../x', 'a b', '*', 'a\n', 'ca', 'né']) {
    await assert.rejects(authority.issue(name), { kind: 'baton/invalid-certname' }, name);
  }
  assert.deepEqual(await readdir(join(directory, 'private_keys')), []);
  await authority.issue('a.good-name_1');
});
