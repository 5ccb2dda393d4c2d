/**
 * The content security policy of both shells: code, styles and data from ourselves alone, no request leaves the machine.
 * React sets styles through the object model, which the policy does not touch; what would add style elements (Mantine's
 * colour variables, its responsive props and scroll locking) is switched off or static in the window.
 * @param connect Origins besides our own that the page may fetch from.
 */
function contentPolicy(connect: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
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
