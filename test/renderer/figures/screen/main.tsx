import { createRoot } from 'react-dom/client';
import { FigureView } from '#renderer/figures/figure-view.tsx';
import type { Figure } from '#shared/figure.ts';

declare global {
  interface Window {
    /** Shows a figure as the app does; lesions that are opened are added to `opened`. */
    showFigure(figure: Figure, scheme: 'light' | 'dark'): void;
    opened: number[];
  }
}

const root = createRoot(document.getElementById('root')!);
window.opened = [];
window.showFigure = (figure, scheme) => {
  document.documentElement.dataset['mantineColorScheme'] = scheme;
  document.body.style.background = scheme === 'dark' ? '#25282d' : '#ffffff';
  root.render(
    <FigureView key={figure.id} figure={figure} mode="screen" onSubject={(lesion) => window.opened.push(lesion)} />,
  );
};
