import type { CommandId } from './contributions.ts';

/** A step of the walkthrough that VS Code shows on its welcome page. */
interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  /** Sentences, and links in lines of their own, which are buttons. */
  readonly description: string;
  /** Each picture adds to the package, which has a limit: there is one besides the icon. */
  readonly media: { readonly image: string; readonly altText: string };
  /** What ticks it off: commands, or other events of VS Code. */
  readonly done: readonly (CommandId | `onContext:${string}` | `onView:${string}`)[];
}

const icon = { image: 'media/icon.png', altText: 'Baton' };
const preview = {
  image: 'docs/images/preview.webp',
  altText: 'The steps of a plan as a tree and as a graph, beside its source',
};

const steps: readonly WalkthroughStep[] = [
  {
    id: 'open',
    title: 'Open a project',
    description:
      'A folder with a bolt-project.yaml, a control repository, or a module. Without an inventory there are three nodes on this machine to try things on.\n[Open Folder](command:vscode.openFolder)',
    media: icon,
    done: ['onContext:baton:state == running'],
  },
  {
    id: 'task',
    title: 'Run a task',
    description:
      'Choose targets and parameters, and watch the output of every node. In a file of a task the same stands above the first line.\n[Run Task…](command:baton.runTask)',
    media: icon,
    done: ['baton.runTask', 'baton.runTaskOn', 'baton.runTaskNoop', 'baton.runTaskOnNodes'],
  },
  {
    id: 'nodes',
    title: 'Find your nodes',
    description:
      'Divide them by group, state or any fact, filter them, and open one to see all that is known of it. What is chosen can be dragged onto a task.\n[Group Nodes by…](command:baton.groupNodes)',
    media: icon,
    done: ['baton.groupNodes', 'baton.filterNodes', 'baton.openNode'],
  },
  {
    id: 'preview',
    title: 'See what a plan will do',
    description:
      'The preview shows the steps of a plan, what each changes and where, and runs none of them. It follows what you type.\n[Preview Plan](command:baton.previewPlan)',
    media: preview,
    done: ['baton.previewPlan'],
  },
  {
    id: 'plan',
    title: 'Run it, and go on where it stopped',
    description:
      'The preview shows how far a running plan is. Under Jobs it can be stopped, now or after its step, and resumed from any step.\n[Run Plan…](command:baton.runPlan)',
    media: preview,
    done: ['baton.runPlan', 'baton.runPlanNoop', 'baton.runPlanAgain'],
  },
];

/** What package.json has of it. */
export const walkthroughs: readonly unknown[] = [
  {
    id: 'start',
    title: 'Get started with Baton',
    description: 'From a folder to a plan that ran.',
    steps: steps.map(({ id, title, description, media, done }) => ({
      id,
      title,
      description,
      media,
      completionEvents: done.map((event) => (event.startsWith('on') ? event : `onCommand:${event}`)),
    })),
  },
];
