import type { Cohort } from '#shared/domain/entities.ts';
import { AuditDialog } from './dialogs/audit-dialog.tsx';
import { CriteriaDialog } from './dialogs/criteria-dialog.tsx';
import { EndpointsDialog } from './dialogs/endpoints-dialog.tsx';
import { LeakageDialog } from './dialogs/leakage-dialog.tsx';
import { RelinkDialog } from './dialogs/relink-dialog.tsx';
import { SplitsDialog } from './dialogs/splits-dialog.tsx';
import { ExpressionDialog } from './expression/expression-dialog.tsx';
import { ImportDialog } from './import/import-dialog.tsx';
import { ReportsDialog } from './import/reports-dialog.tsx';
import type { DroppedFiles } from './import/use-import-wizard.ts';
import { CohortDialog } from './list/cohort-dialog.tsx';
import { ApplyDialog } from './packages/apply-dialog.tsx';
import { ExportPackageDialog } from './packages/export-package-dialog.tsx';

export type DialogName =
  | 'import'
  | 'reports'
  | 'criteria'
  | 'endpoints'
  | 'splits'
  | 'leakage'
  | 'expression'
  | 'relink'
  | 'export'
  | 'apply'
  | 'audit'
  | 'rename';

interface CohortDialogsProps {
  cohort: Cohort;
  open: DialogName;
  dropped: DroppedFiles | null;
  onOpen: (name: DialogName) => void;
  onClose: () => void;
}

/** The dialog of a cohort that is open. */
export function CohortDialogs({ cohort, open, dropped, onOpen, onClose }: CohortDialogsProps) {
  const of = { cohortId: cohort.id, onClose };
  switch (open) {
    case 'import':
      return <ImportDialog {...of} dropped={dropped} />;
    case 'reports':
      return <ReportsDialog onClose={onClose} />;
    case 'criteria':
      return <CriteriaDialog cohort={cohort} onClose={onClose} />;
    case 'endpoints':
      return <EndpointsDialog {...of} />;
    case 'splits':
      return <SplitsDialog {...of} onLeakage={() => onOpen('leakage')} />;
    case 'leakage':
      return <LeakageDialog {...of} />;
    case 'expression':
      return <ExpressionDialog {...of} />;
    case 'relink':
      return <RelinkDialog {...of} />;
    case 'export':
      return <ExportPackageDialog cohort={cohort} onClose={onClose} />;
    case 'apply':
      return <ApplyDialog cohort={cohort} onClose={onClose} />;
    case 'audit':
      return <AuditDialog onClose={onClose} />;
    case 'rename':
      return <CohortDialog cohort={cohort} onClose={onClose} />;
  }
}
