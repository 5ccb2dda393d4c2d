import { navigate } from 'wouter/use-hash-location';
import type { LesionId, ScanId } from '#shared/domain/ids.ts';
import { showError } from './notices.ts';
import { ask } from './use-call.ts';

/** Opens a lesion in the viewer; going back in the history of the window leads to where it was opened from. */
export async function openLesion(lesionId: LesionId, scanId?: ScanId): Promise<void> {
  try {
    const scan = scanId ?? (await ask('lesions.get', { lesionId })).lesion.scanId;
    navigate(`/viewer/${scan}/${lesionId}`);
  } catch (error) {
    showError(error);
  }
}
