import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** 256 random bits, as Jupyter's token: the key to this server, printed once with its address. */
export const createToken = (): string => randomBytes(32).toString('hex');

const ticketLifeMs = 60_000;

/** Compares in a time that tells nothing about where two strings differ, or their lengths. */
export const sameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected));

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

export interface Access {
  /**
   * True for a `Host` that is this server. Anything else is a foreign name that was made to resolve to this machine
   * (DNS rebinding): it must get nothing, whatever it knows.
   */
  isOurHost(request: IncomingMessage): boolean;
  /**
   * True for a request that may have effects: from our own page, or from a program (no `Origin`) that sends the token
   * itself. Cookies alone are not enough there: pages of other local ports count as the same site.
   */
  isOurOrigin(request: IncomingMessage): boolean;
  /** True where the request carries the token, as cookie or `Authorization: Bearer`. */
  isSignedIn(request: IncomingMessage): boolean;
  /** True for the token, and once for a ticket. */
  admits(given: string): boolean;
  /** A key that works once within a minute: for a command line, which other accounts of the machine can read. */
  issueTicket(): string;
  /** The `Set-Cookie` that stands for the token from now on. */
  cookie(): string;
}

export interface AccessOptions {
  readonly token: string;
  /** Values of `Host` that are this server, e.g. `127.0.0.1:8080`. */
  readonly hosts: ReadonlySet<string>;
  /** Cookies know no ports, so the port is in the name: two servers on one machine do not sign each other out. */
  readonly port: number;
}

export function createAccess({ token, hosts, port }: AccessOptions): Access {
  const cookieName = `seedpoint-${port}`;
  const tickets = new Set<string>();

  const hasBearer = (request: IncomingMessage): boolean => {
    const [scheme, given] = (request.headers.authorization ?? '').split(' ');
    return scheme?.toLowerCase() === 'bearer' && given !== undefined && sameSecret(given, token);
  };
  const hasCookie = (request: IncomingMessage): boolean => {
    const given = cookieValue(request.headers.cookie, cookieName);
    return given !== null && sameSecret(given, token);
  };

  return {
    isOurHost: (request) => hosts.has((request.headers.host ?? '').toLowerCase()),
    isOurOrigin(request) {
      const { origin, host } = request.headers;
      return origin === undefined ? hasBearer(request) : origin.toLowerCase() === `http://${host?.toLowerCase()}`;
    },
    isSignedIn: (request) => hasBearer(request) || hasCookie(request),
    admits: (given) => sameSecret(given, token) || tickets.delete(given),
    issueTicket() {
      const ticket = createToken();
      tickets.add(ticket);
      setTimeout(() => tickets.delete(ticket), ticketLifeMs).unref();
      return ticket;
    },
    cookie: () => `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function cookieValue(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

/** The values of `Host` under which a server bound to this address and port is reached. */
export function hostsOf(address: string, port: number, allowed: readonly string[] = []): Set<string> {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  const isWildcard = address === '0.0.0.0' || address === '::';
  if (!isWildcard) names.push(address.includes(':') ? `[${address}]` : address);
  const hosts = new Set(names.map((name) => `${name}:${port}`.toLowerCase()));
  for (const host of allowed) hosts.add(host.toLowerCase());
  return hosts;
}
