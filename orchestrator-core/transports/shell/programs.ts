import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Invocation, PlacedFile } from '../invocation.ts';
import { execText, quote, quoteAll } from './sh-text.ts';

/** Commands of `sh`, and what they read on standard input, in its order. */
export interface Program {
  readonly text: (token: string) => string;
  readonly payload?: AsyncIterable<Uint8Array>;
}

/** A file that is to be on the target, with its size now. */
interface SizedFile extends PlacedFile {
  readonly size: number;
}

/** Bytes of shared files that are read one by one from standard input; with more, files are uploaded. */
export const mostInline: number = 64 * 1024;

/** Does something and, where it fails, says so: what it wrote becomes the reason, after a line with what it is about. */
function attempt(command: string, code: string, token: string, about?: string): string {
  const subject = about === undefined ? '' : `"${about}"\n`;
  return `e=$(${command} 2>&1) || { printf '%s\\n' "${token} failed ${code} ${subject}$e ${token}" >&2; exit 1; }`;
}

/** Makes a directory that goes with the program, however it ends. */
function ownDirectory(directory: string, cleanup: boolean, token: string): string {
  const failed = `printf '%s\\n' "${token} note Failed to clean up tmpdir '$d': $e ${token}" >&2`;
  const remove = `e=$(rm -rf "$d" 2>&1) || ${failed}`;
  return [
    `d=${quote(directory)}`,
    attempt('mkdir -m 700 "$d"', 'TMPDIR', token),
    `gone() { ${cleanup ? remove : ':'}; }`,
    'trap gone EXIT',
    ...traps,
  ].join('\n');
}

const traps = ["trap 'exit 129' HUP", "trap 'exit 130' INT", "trap 'exit 143' TERM"];

/** Reads files of known sizes from standard input, the first one last: `cat` takes what is left, however large. */
function readFiles(files: readonly SizedFile[], token: string): string {
  const [main, ...rest] = files;
  const within = [...new Set(files.map(({ name }) => name.split('/').slice(0, -1).join('/')))].filter(
    (one) => one !== '',
  );
  const lines = within.length === 0 ? [] : [attempt(`mkdir -p ${inDirectory(within)}`, 'MKDIR', token)];
  for (const { name, size } of rest) {
    const read = size === 0 ? ':' : `dd ibs=1 obs=4096 count=${size} 2>/dev/null`;
    lines.push(attempt(`{ ${read} > "$d"/${quote(name)}; }`, 'WRITE', token));
  }
  if (main !== undefined) lines.push(readLast(main, token));
  return lines.join('\n');
}

/** Nothing is done with a file that did not arrive whole: the connection was lost, or somebody cut the run off. */
function readLast({ name, size }: { readonly name: string; readonly size: number }, token: string): string {
  return [
    `f="$d"/${quote(name)}`,
    attempt('{ cat > "$f"; }', 'WRITE', token),
    attempt(`{ [ $(wc -c < "$f") -eq ${size} ] || { echo "it did not arrive whole"; false; }; }`, 'WRITE', token),
  ].join('\n');
}

function inDirectory(names: readonly string[]): string {
  return names.map((name) => `"$d"/${quote(name)}`).join(' ');
}

async function sized(files: readonly PlacedFile[]): Promise<readonly SizedFile[]> {
  return Promise.all(files.map(async (file) => ({ ...file, size: (await stat(file.content.path)).size })));
}

async function* contentsOf(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* createReadStream(path);
}

/** Reads the files of an invocation in the order in which {@link readFiles} takes them. */
function payloadOf([main, ...rest]: readonly PlacedFile[]): AsyncIterable<Uint8Array> {
  return contentsOf([...rest, ...(main === undefined ? [] : [main])].map(({ content }) => content.path));
}

/** Runs the invocation in `$d` and leaves with its exit code. */
function callText({ words, environment, input }: Invocation, stdin: string): string {
  const program = words.map((word) => (typeof word === 'string' ? quote(word) : `"$d"/${quote(word.file)}`)).join(' ');
  const call = `( ${execText(environment, program)} )`;
  // What a program does not read is no error of `printf`.
  const fed = input === undefined ? `${call}${stdin}` : `printf '%s' ${quote(input)} 2>/dev/null | ${call}`;
  return `${fed}\nexit $?`;
}

function executable({ words }: Invocation): string {
  const found = words.find((word) => typeof word !== 'string');
  return typeof found === 'object' ? `"$d"/${quote(found.file)}` : '"$d"';
}

/** Where and how an invocation is laid out. */
export interface Layout {
  readonly directory: string;
  readonly cleanup: boolean;
}

/** Makes the directory, reads the files, runs and cleans up: all of a task in one round trip. */
export async function wholeProgram(invocation: Invocation, { directory, cleanup }: Layout): Promise<Program> {
  const files = await sized(invocation.files);
  return {
    text: (token) =>
      [
        ownDirectory(directory, cleanup, token),
        readFiles(files, token),
        attempt(`chmod u+x ${executable(invocation)}`, 'CHMOD', token, executable(invocation)),
        callText(invocation, ' </dev/null'),
      ].join('\n'),
    payload: payloadOf(invocation.files),
  };
}

/** Makes the directory with its sub-directories, and leaves it. */
export function directoryProgram(directory: string, files: readonly string[]): Program {
  const within = [...new Set(files.map((name) => name.split('/').slice(0, -1).join('/')))].filter((one) => one !== '');
  return {
    text: (token) =>
      [
        `d=${quote(directory)}`,
        attempt('mkdir -m 700 "$d"', 'TMPDIR', token),
        ...(within.length === 0 ? [] : [attempt(`mkdir -p ${inDirectory(within)}`, 'MKDIR', token)]),
      ].join('\n'),
  };
}

/** Runs what lies in a directory already; a terminal stays what is read. */
export function laidOutProgram(invocation: Invocation, directory: string, main: string, tty: boolean): Program {
  return {
    text: (token) =>
      [
        `d=${quote(directory)}`,
        attempt(`chmod u+x "$d"/${quote(main)}`, 'CHMOD', token, `"$d"/${quote(main)}`),
        ...traps,
        callText(invocation, tty ? '' : ' </dev/null'),
      ].join('\n'),
  };
}

/** The file that stands for an invocation where its parameters cannot come on standard input: behind a terminal. */
export function wrapperText(invocation: Invocation, directory: string): string {
  return ['#!/bin/sh', `d=${quote(directory)}`, ...traps, callText(invocation, ''), ''].join('\n');
}

/** Gives a directory to another user; only root can. */
export function chownProgram(directory: string, user: string): Program {
  return {
    text: (token) =>
      [
        attempt(`id -g ${quote(user)}`, 'ID', token),
        `g=$e`,
        attempt(`chown -R ${quote(`${user}:`)}"$g" ${quote(directory)}`, 'CHOWN', token),
      ].join('\n'),
  };
}

/** Removes a directory that an earlier program made. */
export function removeProgram(directory: string): Program {
  return { text: (token) => attempt(`rm -rf ${quote(directory)}`, 'RM', token) };
}

/** Runs a command line; its shell is the user's own where nobody else is become and no environment is given. */
export function commandProgram(
  command: string,
  environment: Readonly<Record<string, string>>,
  shell: readonly string[] | undefined,
): Program {
  // The user's own shell has the name that sshd gives it, with which its complaints begin.
  const words =
    shell === undefined
      ? `"\${SHELL:-/bin/sh}" -c ${quote(command)} "\${SHELL##*/}"`
      : `${quoteAll(shell)} ${quote(command)}`;
  return { text: () => execText(environment, words) };
}

/** Reads a file, gives it its mode as far as the target's umask allows, and moves it to its place. */
export async function uploadProgram(source: string, destination: string, layout: Layout): Promise<Program> {
  const { size, mode } = await stat(source);
  const name = source.split('/').at(-1) ?? 'file';
  return {
    text: (token) =>
      [
        ownDirectory(layout.directory, layout.cleanup, token),
        readLast({ name, size }, token),
        attempt(`chmod ${modeText(mode)} "$f"`, 'MODE', token),
        moveText('"$f"', destination, token),
      ].join('\n'),
    payload: contentsOf([source]),
  };
}

/** Moves what was uploaded to its place. */
export function moveProgram(from: string, destination: string): Program {
  return { text: (token) => moveText(quote(from), destination, token) };
}

function moveText(from: string, destination: string, token: string): string {
  return attempt(`mv -f -- ${from} ${quote(destination)}`, 'MV', token);
}

/** Copies a file or a directory into a directory of its own, as whoever may read it. */
export function copyProgram(source: string, directory: string): Program {
  return {
    text: (token) =>
      [
        `d=${quote(directory)}`,
        attempt('mkdir -m 700 "$d"', 'TMPDIR', token),
        attempt(`cp -RH -- ${quote(source)} "$d"`, 'CP', token),
      ].join('\n'),
  };
}

/** `chmod` without a class for `+` minds the umask, as copying does; what the file lacks is taken away. */
function modeText(mode: number): string {
  const missing = (['u', 'g', 'o'] as const).flatMap((who, at) =>
    (['r', 'w', 'x'] as const).flatMap((what, bit) => ((mode >> (6 - at * 3)) & (4 >> bit) ? [] : [`${who}-${what}`])),
  );
  return ['+x', ...missing].join(',');
}
