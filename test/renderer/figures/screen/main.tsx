import { createRoot } from 'react-dom/client';
import { FigureView } from '#renderer/figures/figure-view.tsx';
import type { Figure } from '#shared/figure.ts';

declare global {
  interface Window {
    /** Shows a figure as the app does; lesions that are opened are added to `opened`. */
    showFigure(figure: Figure, scheme: 'light' | 'dark'): void;
    opened: number[];
    /** Lesions that were selected with a line around them, or by key. */
    selected: number[];
  }
}

const root = createRoot(document.getElementById('root')!);
window.opened = [];
window.selected = [];
const selection = {
  selected: new Set<number>(),
  onAdd: (ids: readonly number[]) => void window.selected.push(...ids),
  onToggle: (id: number) => void window.selected.push(id),
};
window.showFigure = (figure, scheme) => {
  document.documentElement.dataset['mantineColorScheme'] = scheme;
  document.body.style.background = scheme === 'dark' ? '#25282d' : '#ffffff';
  root.render(
    <FigureView
      key={figure.id}
      figure={figure}
      mode="screen"
      onSubject={(lesion) => window.opened.push(lesion)}
      selection={selection}
    />,
  );
};
