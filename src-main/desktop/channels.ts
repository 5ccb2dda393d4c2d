/** The names that preload and main share. Nothing else of the desktop is known to both. */
export const callChannel = 'seedpoint:call';
export const eventChannel = 'seedpoint:event';

export const scheme = 'seedpoint';
/** Origin of every page of the app. */
export const appOrigin = `${scheme}://app`;
/** Where voxel bytes are fetched from, by id. */
export const volumeOrigin = `${scheme}://volume`;
