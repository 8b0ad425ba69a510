import { userInfo } from 'node:os';
import { decodeCommandRunParams } from '../pxp/index.ts';
import { ActionError, type ProgramAction } from './action.ts';

/** `command run`: the line goes to the login shell of the agent's user, as with the reference agent. */
export const commandRunAction: ProgramAction = {
  kind: 'program',
  accepts: (params) => decodeCommandRunParams(params).ok,
  prepare: async (params) => {
    const decoded = decodeCommandRunParams(params);
    if (!decoded.ok) throw new ActionError(decoded.error);
    return { executable: userInfo().shell ?? '/bin/sh', arguments: ['-c', decoded.value.command], environment: {} };
  },
};
