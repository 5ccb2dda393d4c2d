/**
 * Chromium under Playwright knows no scheme of ours, so `seedpoint://<host>/` is shown as
 * `http://<host>.seedpoint.localhost/`: as secure, as much an origin of its own, and answered by interception alone.
 */
const shown = /^http:\/\/([a-z]+)\.seedpoint\.localhost(?=\/|$)/;

export const toShown = (address: string): string =>
  address.replace(/^seedpoint:\/\/([a-z]+)/, 'http://$1.seedpoint.localhost');

export const fromShown = (address: string): string => address.replace(shown, 'seedpoint://$1');

export const isShown = (address: string): boolean => shown.test(address);

/** The same inside header values: policies and allowed origins. */
export const headerToShown = (value: string): string =>
  value.replaceAll(/seedpoint:\/\/([a-z]+)/g, 'http://$1.seedpoint.localhost');
