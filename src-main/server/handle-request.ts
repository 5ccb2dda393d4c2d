import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type ErrorCode, toWireError, type WireError } from '#shared/errors.ts';
import { securityHeaders } from '../content-policy.ts';
import { log } from '../log.ts';
import type { MainSide } from '../main-side.ts';
import type { RendererFiles } from '../renderer-files.ts';
import type { Access } from './access.ts';
import { BodyTooLarge, readJsonBody } from './read-body.ts';

export interface Rooms {
  readonly access: Access;
  readonly mainSide: Pick<MainSide, 'call' | 'volume'>;
  readonly files: RendererFiles;
}

/** The router: `POST /call/<name>`, `GET /volume/<id>`, and the files of the window. */
export async function handleRequest(request: IncomingMessage, response: ServerResponse, rooms: Rooms): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value);
  try {
    await route(request, response, rooms);
  } catch (error) {
    // Who asked has gone: there is nobody to tell, and it is no fault.
    if (response.destroyed) return;
    const wire = toWireError(error);
    if (wire.code === 'internal') log.error({ err: error }, 'A request failed.');
    if (response.headersSent) response.destroy();
    else sendError(request, response, statusOf(error, wire.code), wire);
  }
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { access, mainSide, files }: Rooms,
): Promise<void> {
  if (!access.isOurHost(request)) return refuse(request, response, 403, 'This server does not go by that name.');
  const url = parseUrl(request.url);
  if (!url) return refuse(request, response, 400, 'The address makes no sense.');

  const token = url.searchParams.get('token');
  if (request.method === 'GET' && token !== null && access.admits(token))
    return exchangeToken(request, response, url, access);
  if (!access.isSignedIn(request)) return refuse(request, response, 401, signIn);

  const [room, id] = splitPath(url.pathname);
  if (room === 'call') {
    if (request.method !== 'POST') return refuseMethod(request, response, 'POST');
    if (!access.isOurOrigin(request)) return refuse(request, response, 403, 'A call must come from our own page.');
    return sendJson(response, 200, await mainSide.call(id, await readJsonBody(request)));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(request, response, 'GET, HEAD');
  if (room === 'volume') return sendVolume(response, await mainSide.volume(id));
  return sendFile(request, response, await files.read(url.pathname));
}

const signIn = 'Open the address that Seedpoint printed when it started: it carries the key to this page.';

/**
 * Trades the token in the address for a cookie, and leaves an address without it in history and bookmarks. A browser
 * sends a strict cookie only to a page that we asked for ourselves or the user typed, so someone who followed a link
 * from elsewhere is sent on by a page of ours instead of a redirection.
 */
function exchangeToken(request: IncomingMessage, response: ServerResponse, url: URL, access: Access): void {
  url.searchParams.delete('token');
  // A path that begins with two slashes would be another host.
  const location = `/${url.pathname.replace(/^[/\\]+/, '')}${url.search}`;
  response.setHeader('Set-Cookie', access.cookie());
  response.setHeader('Cache-Control', 'no-store');
  const from = request.headers['sec-fetch-site'];
  if (from === 'none' || from === 'same-origin') {
    response.writeHead(303, { Location: location }).end();
  } else {
    const target = location.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><title>Seedpoint</title><meta http-equiv="refresh" content="0; url=${target}">`);
  }
}

function sendVolume(response: ServerResponse, bytes: Uint8Array): void {
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes.byteLength,
    'Cache-Control': 'no-store',
  });
  response.end(bytes);
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: Awaited<ReturnType<RendererFiles['read']>>,
): void {
  if (!file) return refuse(request, response, 404, 'There is no such page.');
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.bytes.byteLength,
    'Cache-Control': file.caching,
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': body.byteLength,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, allowed: string): void {
  response.setHeader('Allow', allowed);
  refuse(request, response, 405, `This address takes ${allowed} only.`);
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  const code: ErrorCode = status === 404 ? 'not-found' : 'conflict';
  sendError(request, response, status, toWireError(new AppError(code, message)));
}

/** A program, and the page's own code, gets the error as the value it knows; a person gets the sentence. */
function sendError(request: IncomingMessage, response: ServerResponse, status: number, error: WireError): void {
  // The rest of a refused body is not read: the connection cannot be used again.
  if (request.method !== 'GET' && request.method !== 'HEAD' && !request.complete)
    response.setHeader('Connection', 'close');
  if (request.headers.accept?.includes('text/html')) {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(`${error.message}\n`);
  } else {
    sendJson(response, status, { ok: false, error });
  }
}

function statusOf(error: unknown, code: ErrorCode): number {
  if (error instanceof BodyTooLarge) return 413;
  if (code === 'not-found') return 404;
  if (code === 'internal' || code === 'storage' || code === 'device') return 500;
  return 400;
}

/** The path and query; the host was checked by its header. */
function parseUrl(target: string | undefined): URL | null {
  return target?.startsWith('/') ? URL.parse(`http://host${target}`) : null;
}

/** `/call/cohorts.list` -> `call`, `cohorts.list`. */
function splitPath(pathname: string): [room: string, id: string] {
  const [, room = '', ...rest] = pathname.split('/');
  try {
    return [room, decodeURIComponent(rest.join('/'))];
  } catch {
    return [room, ''];
  }
}
