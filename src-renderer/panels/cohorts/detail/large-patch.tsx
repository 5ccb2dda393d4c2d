import { Modal } from '@mantine/core';
import type { Lesion } from '#shared/domain/entities.ts';
import { LesionPatch } from './lesion-patch.tsx';

export function LargePatch({ lesion, label, onClose }: { lesion: Lesion; label: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={label} size={1060}>
      <LesionPatch lesion={lesion} label={label} />
    </Modal>
  );
}
