import type { IncomingMessage } from 'node:http';
import { AppError } from '#shared/errors.ts';

/** Room for the largest call, a drawn figure of 50 million characters, and its escapes. */
export const bodyLimitBytes = 64 * 2 ** 20;

/** The JSON body of a call; no body is `{}`. Refuses a larger one as soon as that is known. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new AppError('invalid-input', 'A call is a POST of application/json.');
  }
  if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) throw tooLarge();
  const body = await readBody(request);
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (error) {
    throw new AppError('invalid-input', 'The body of the call is not JSON.', { cause: error });
  }
}

/** By its events: iterating over a request is slower, by a seventh for a small call. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > bodyLimitBytes) {
        request.pause();
        reject(tooLarge());
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks, length)));
    request.once('error', reject);
  });
}

export class BodyTooLarge extends AppError {}

const tooLarge = (): BodyTooLarge =>
  new BodyTooLarge('invalid-input', `A call may have at most ${bodyLimitBytes / 2 ** 20} MiB.`);
