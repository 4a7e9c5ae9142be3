import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A local HTTP server with one file, which can be told to misbehave. */
export interface FileServer {
  url: string;
  content: Buffer;
  /** The next answers break off after so many bytes each. */
  cuts: number[];
  /** Answers with this status instead of the file. */
  status: number | undefined;
  ranges: boolean;
  /** The Range header of every request, in order. */
  requested: (string | undefined)[];
  close(): Promise<void>;
}

export async function serveFile(content: Buffer, name = 'file.whl'): Promise<FileServer> {
  const state: FileServer = {
    url: '',
    content,
    cuts: [],
    status: undefined,
    ranges: true,
    requested: [],
    close: () => closed,
  };
  const server = createServer((request, response) => {
    state.requested.push(request.headers.range);
    if (state.status) {
      response.writeHead(state.status).end();
      return;
    }
    const etag = `"${createHash('sha256').update(state.content).digest('hex').slice(0, 16)}"`;
    const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const same = !request.headers['if-range'] || request.headers['if-range'] === etag;
    const start = state.ranges && same ? asked : 0;
    const body = state.content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      etag,
      'content-length': body.length,
      ...(start > 0 && { 'content-range': `bytes ${start}-${state.content.length - 1}/${state.content.length}` }),
    });
    const cut = state.cuts.shift();
    if (cut === undefined) response.end(body);
    else response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 50));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
  let closed = Promise.resolve();
  state.close = () => {
    closed = new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  };
  return state;
}
