import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { studioContract } from '../../electron/contract/studio.ts';
import { bridge } from './bridge.ts';
import { portConnection, socketConnection } from './connection.ts';

export type StudioClient = ContractRouterClient<typeof studioContract>;

function socketAddress(): string {
  const address = new URL('rpc', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  address.search = '';
  return address.href;
}

/** Every call of the studio, typed by its contract. A call fails with an error that `problemOf` makes sense of. */
export const client: StudioClient = createORPCClient(
  bridge ? portConnection(bridge) : socketConnection(socketAddress()),
);

let openProject = '';
/** Says whose images `imageUrl` means: ids mean others in another project, and pictures are kept by their address. */
export function showImagesOf(projectId: string): void {
  openProject = projectId;
}

/** Where a window gets the picture of an image of the open project. */
export function imageUrl(imageId: number): string {
  return `media/image/${imageId}?project=${openProject}`;
}

/** Where a window gets a picture that a job reported by its path. */
export function jobFileUrl(jobId: number, path: string): string {
  return `media/job/${jobId}/file?path=${encodeURIComponent(path)}`;
}
