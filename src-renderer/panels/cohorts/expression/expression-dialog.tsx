import { Modal, Tabs } from '@mantine/core';
import type { CohortId } from '#shared/domain/ids.ts';
import { ExpressionTables } from './expression-tables.tsx';
import { GeneSetCollections } from './gene-set-collections.tsx';

/** Gene expression of the cohort's patients, and the gene sets that it is read by. */
export function ExpressionDialog({ cohortId, onClose }: { cohortId: CohortId; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Gene expression" size="xl" closeOnClickOutside={false}>
      <Tabs defaultValue="tables" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="tables">Expression</Tabs.Tab>
          <Tabs.Tab value="sets">Gene sets</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tables" pt="sm">
          <ExpressionTables cohortId={cohortId} />
        </Tabs.Panel>
        <Tabs.Panel value="sets" pt="sm">
          <GeneSetCollections />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
