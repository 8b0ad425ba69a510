import type { JobDescription, JobEvent } from '../../jobs/index.ts';
import type { RunReporter } from './reporter.ts';

/** Prints the events of a step's job as those of a job by itself. */
export function jobPrinter(reporter: RunReporter, stream: boolean): (event: JobEvent) => Promise<void> {
  let description: JobDescription | undefined;
  return async (event) => {
    if (event.type === 'job_created') {
      description = event.description;
    } else if (event.type === 'node_running') {
      await reporter.started(event.node);
    } else if (event.type === 'node_output') {
      if (stream) await reporter.output(event.node, event.stream, event.text);
    } else if ('result' in event) {
      const { node, result } = event;
      const object = result.reached ? (description?.object ?? null) : null;
      const status = result.status === 'success' ? 'success' : 'failure';
      const action = description?.command ?? '';
      await reporter.result({ target: node, action, object, status, value: result.value });
    }
  };
}
