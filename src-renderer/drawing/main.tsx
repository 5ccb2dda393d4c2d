import './quick-frames.ts';
import { api } from '../api.ts';
import { serveDrawings } from './serve-drawings.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The drawing page has no root element.');
serveDrawings(api, root);
