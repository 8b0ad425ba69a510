import { appendFileSync, writeFileSync } from 'node:fs';
import type { Clock, Log, LogLevel } from '../common/index.ts';
import type { LogSettings } from '../project/index.ts';

/** What is logged, least first. */
export const logLevels: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Whether a message of a level is logged where `least` is asked for; `any` is everything. */
export function isLogged(level: LogLevel, least: string): boolean {
  return least !== 'disable' && logLevels.indexOf(level) >= logLevels.indexOf(least);
}

/**
 * A log that also writes into the files that the project names, a line per message as Bolt has it. A file that cannot be
 * written is told once, and left alone.
 */
export function logWithFiles(log: Log, files: LogSettings['files'], clock: Pick<Clock, 'now'>): Log {
  if (files.length === 0) return log;
  const begun = new Set<string>();
  const broken = new Set<string>();
  const write = (path: string, append: boolean, text: string) => {
    if (broken.has(path)) return;
    try {
      if (append || begun.has(path)) appendFileSync(path, text, { mode: 0o600 });
      else writeFileSync(path, text, { mode: 0o600 });
      begun.add(path);
    } catch (error) {
      broken.add(path);
      log.log('warn', `Nothing can be logged in ${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    log: (level, message) => {
      log.log(level, message);
      const time = new Date(clock.now()).toISOString().replace('Z', '');
      for (const file of files) {
        if (isLogged(level, file.level)) {
          write(file.path, file.append, `${time} ${level.toUpperCase().padEnd(6)} [main] [Baton] ${message}\n`);
        }
      }
    },
  };
}
