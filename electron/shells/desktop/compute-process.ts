import { utilityProcess } from 'electron';
import { CLOSE } from '../../compute/host/parent-channel.ts';
import { HOST_SCRIPT, type StartHost } from '../../compute/client/host-process.ts';

/** Compute hosts as utility processes: they end with the studio, and a crash of one is not Electron's. */
export const startUtilityHost: StartHost = ({ onMessage, onStderr, onEnd }) => {
  const child = utilityProcess.fork(HOST_SCRIPT, [], {
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Palimpsest compute',
  });
  let processId: number | undefined;
  let hasEnded = false;
  child.stderr?.on('data', (text: Buffer) => onStderr(text.toString()));
  child.on('message', onMessage);
  child.on('spawn', () => (processId = child.pid));
  child.on('exit', (code) => {
    hasEnded = true;
    onEnd(code === 0 ? 'ended with exit code 0' : `was ended (${code})`);
  });
  const send = (message: unknown) => {
    if (!hasEnded) child.postMessage(message);
  };
  return {
    get processId() {
      return processId;
    },
    send,
    close: () => send(CLOSE),
  };
};
