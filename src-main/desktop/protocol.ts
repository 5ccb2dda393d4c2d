import type { CustomScheme, Protocol } from 'electron';
import { toWireError } from '#shared/errors.ts';
import { securityHeaders } from '../content-policy.ts';
import { log } from '../log.ts';
import type { MainSide } from '../main-side.ts';
import type { RendererFiles } from '../renderer-files.ts';
import { appOrigin, scheme, volumeOrigin } from './channels.ts';

/** To be registered before Electron is ready: an origin of its own, treated as secure, open to fetch. */
export const privilegedScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
};

/** Serves `seedpoint://app/<file>` and `seedpoint://volume/<id>`. */
export function serveScheme(protocol: Protocol, files: RendererFiles, mainSide: Pick<MainSide, 'volume'>): void {
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    if (request.method !== 'GET') return plain(405, 'Only GET is answered here.');
    if (url.host === 'volume') return sendVolume(decodeURIComponent(url.pathname.slice(1)), mainSide);
    if (url.host === 'app') return sendFile(url.pathname, files);
    return plain(404, 'There is no such page.');
  });
}

async function sendFile(path: string, files: RendererFiles): Promise<Response> {
  const file = await files.read(path);
  if (!file) return plain(404, 'There is no such page.');
  return new Response(file.bytes, {
    headers: { ...securityHeaders([volumeOrigin]), 'Content-Type': file.type, 'Cache-Control': file.caching },
  });
}

/** Another host than the pages', so our own origin must be allowed to read it. */
async function sendVolume(id: string, mainSide: Pick<MainSide, 'volume'>): Promise<Response> {
  const headers = { 'Access-Control-Allow-Origin': appOrigin, 'Cache-Control': 'no-store' };
  try {
    const bytes = await mainSide.volume(id);
    return new Response(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as Buffer<ArrayBuffer>, {
      headers: { ...headers, 'Content-Type': 'application/octet-stream' },
    });
  } catch (error) {
    const wire = toWireError(error);
    if (wire.code === 'internal') log.error({ err: error }, 'A volume could not be sent.');
    return new Response(wire.message, { status: wire.code === 'not-found' ? 404 : 500, headers });
  }
}

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { ...securityHeaders(), 'Content-Type': 'text/plain; charset=utf-8' } });
