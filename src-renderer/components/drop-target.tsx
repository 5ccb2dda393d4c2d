import { IconDownload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './drop-target.module.css';

/** What was dropped: by path where the window is told it, else by name alone. */
export interface Dropped {
  readonly paths: readonly string[];
  readonly names: readonly string[];
}

interface DropTargetProps {
  /** What a drop does, shown while something is held over the target. */
  label: string;
  disabled?: boolean;
  pathOf: (file: File) => string | null;
  onDropped: (dropped: Dropped) => void;
  children: ReactNode;
}

/** A part of a page that takes files and folders dropped on it. */
export function DropTarget({ label, disabled = false, pathOf, onDropped, children }: DropTargetProps) {
  // Entering a child leaves the parent: only as many leaves as enters mean that the pointer is gone.
  const depth = useRef(0);
  const [isOver, setIsOver] = useState(false);
  const end = () => {
    depth.current = 0;
    setIsOver(false);
  };
  const holdsFiles = ({ dataTransfer }: DragEvent) =>
    !disabled && (dataTransfer.types.includes('Files') || dataTransfer.types.includes('text/uri-list'));
  return (
    <div
      className={classes.target}
      onDragEnter={(event) => {
        if (!holdsFiles(event)) return;
        depth.current += 1;
        setIsOver(true);
      }}
      onDragLeave={() => {
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setIsOver(false);
      }}
      onDragOver={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'link';
      }}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        end();
        const dropped = droppedOf(event.dataTransfer, pathOf);
        if (dropped.paths.length + dropped.names.length > 0) onDropped(dropped);
      }}
    >
      {children}
      {isOver && (
        <div className={classes.veil} role="status">
          <IconDownload size={28} stroke={1.5} aria-hidden />
          {label}
        </div>
      )}
    </div>
  );
}

function droppedOf(transfer: DataTransfer, pathOf: (file: File) => string | null): Dropped {
  const named = pathsOfUris(transfer.getData('text/uri-list'));
  if (named.length > 0) return { paths: named, names: [] };
  const files = [...transfer.files].map((file) => ({ path: pathOf(file), name: file.name }));
  return {
    paths: files.flatMap(({ path }) => (path === null ? [] : [path])),
    names: files.flatMap(({ path, name }) => (path === null ? [name] : [])),
  };
}

/** The paths in a `text/uri-list`; comments and addresses of the web are left out. */
export function pathsOfUris(list: string): string[] {
  return list.split(/\r?\n/).flatMap((line) => {
    if (!line.startsWith('file://')) return [];
    try {
      const path = decodeURIComponent(new URL(line).pathname);
      // `/C:/scans` of Windows is `C:/scans`.
      return [/^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path];
    } catch {
      return [];
    }
  });
}
