import type { SentCommand } from './generate.ts';

/** What a PuppetDB says. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** `Content-Type`. */
  readonly type: string | null;
  /** `X-Records`. */
  readonly total: string | null;
}

/** A question: a path below `/pdb/query/v4` with its parameters. */
export interface Question {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Asks a PuppetDB. */
export async function ask(url: string, { path, params }: Question): Promise<Answer> {
  const search = new URLSearchParams(params);
  const response = await fetch(`${url}/pdb/query/v4${path}?${search}`, { signal: AbortSignal.timeout(60_000) });
  const { headers, status } = response;
  return { status, text: await response.text(), type: headers.get('content-type'), total: headers.get('x-records') };
}

/** Gives commands to a PuppetDB, those of one node one after the other, and waits until each is carried out. */
export async function giveAll(url: string, commands: readonly SentCommand[]): Promise<void> {
  const byNode = Map.groupBy(commands, ({ certname }) => certname);
  const queue = [...byNode.values()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const command of next) await give(url, command);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

async function give(url: string, { command, version, certname, payload }: SentCommand): Promise<void> {
  const params = new URLSearchParams({ command: command.replaceAll(' ', '_'), version: String(version), certname });
  params.set('secondsToWaitForCompletion', '60');
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/pdb/cmd/v1?${params}`, { method: 'POST', headers, body: payload });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} did not take '${command}' ${version} of ${certname}: ${text}`);
}
