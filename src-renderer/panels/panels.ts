import {
  type Icon,
  IconChartHistogram,
  IconCube3dSphere,
  IconHome,
  IconLayoutGrid,
  IconLibraryPhoto,
  IconScan,
  IconStack2,
  IconTargetArrow,
  IconUsers,
} from '@tabler/icons-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** The parts of the address after the panel's own name. */
export interface PanelProps {
  readonly params: readonly string[];
}

interface PanelEntry {
  /** First part of the address, e.g. `#/cohorts`. */
  readonly id: string;
  readonly title: string;
  readonly icon: Icon;
  /** False for what can be seen without an open workspace. */
  readonly needsWorkspace: boolean;
  /** Its address continues with the selected cohort. */
  readonly ofCohort: boolean;
  /** False for what is opened from other pages alone: it has no place in the navigation. */
  readonly inNavigation: boolean;
  readonly component: LazyExoticComponent<ComponentType<PanelProps>>;
}

/** The shelf, in the order of the navigation. A new panel is a folder here and a line in this list. */
export const panels: readonly PanelEntry[] = [
  {
    id: 'start',
    title: 'Start',
    icon: IconHome,
    needsWorkspace: false,
    ofCohort: false,
    inNavigation: true,
    component: lazy(() => import('./start/start-panel.tsx')),
  },
  {
    id: 'cohorts',
    title: 'Cohorts',
    icon: IconUsers,
    needsWorkspace: true,
    ofCohort: false,
    inNavigation: true,
    component: lazy(() => import('./cohorts/cohorts-panel.tsx')),
  },
  {
    id: 'seeds',
    title: 'Seeds',
    icon: IconLayoutGrid,
    needsWorkspace: true,
    ofCohort: true,
    inNavigation: true,
    component: lazy(() => import('./seed-wall/seed-wall-panel.tsx')),
  },
  {
    id: 'models',
    title: 'Models',
    icon: IconCube3dSphere,
    needsWorkspace: true,
    ofCohort: false,
    inNavigation: true,
    component: lazy(() => import('./models/models-panel.tsx')),
  },
  {
    id: 'features',
    title: 'Features',
    icon: IconStack2,
    needsWorkspace: true,
    ofCohort: true,
    inNavigation: true,
    component: lazy(() => import('./features/features-panel.tsx')),
  },
  {
    id: 'biomarkers',
    title: 'Biomarkers',
    icon: IconTargetArrow,
    needsWorkspace: true,
    ofCohort: true,
    inNavigation: true,
    component: lazy(() => import('./biomarkers/biomarkers-panel.tsx')),
  },
  {
    id: 'statistics',
    title: 'Statistics',
    icon: IconChartHistogram,
    needsWorkspace: true,
    ofCohort: true,
    inNavigation: true,
    component: lazy(() => import('./statistics/statistics-panel.tsx')),
  },
  {
    id: 'figures',
    title: 'Figures',
    icon: IconLibraryPhoto,
    needsWorkspace: true,
    ofCohort: true,
    inNavigation: true,
    component: lazy(() => import('./figures/figures-panel.tsx')),
  },
  {
    id: 'viewer',
    title: 'Viewer',
    icon: IconScan,
    needsWorkspace: true,
    ofCohort: false,
    inNavigation: false,
    component: lazy(() => import('./viewer/viewer-panel.tsx')),
  },
];

/** The pages in the navigation, in its order. */
export const navigation = panels.filter(({ inNavigation }) => inNavigation);
