/**
 * The content security policy of both shells: code and data from ourselves alone, no request leaves the machine.
 * Styles may be inline because Mantine writes `style` attributes and elements as it renders, which no nonce can cover
 * (a nonce reaches elements only, and a file served unchanged has no place for a fresh one).
 * @param connect Origins besides our own that the page may fetch from.
 */
function contentPolicy(connect: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    ["connect-src 'self'", ...connect].join(' '),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The headers of every page and file that a shell serves. */
export function securityHeaders(connect?: readonly string[]): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(connect),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
  };
}
