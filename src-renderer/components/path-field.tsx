import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FileBrowser } from './file-browser.tsx';
import type { Files, PickRequest } from './files.ts';
import classes from './path-field.module.css';

interface PathFieldProps {
  files: Files;
  /** What may be chosen; each has its own button, named by `button` where there are several. */
  picks: readonly (PickRequest & { readonly button?: string })[];
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  onChange: (path: string) => void;
  /** Enter in the field. */
  onSubmit?: () => void;
  error?: ReactNode;
}

/** A path: typed, pasted, or chosen with the native dialog where there is one, else in a list of folders. */
export function PathField({
  files,
  picks,
  label,
  description,
  placeholder,
  value,
  onChange,
  onSubmit,
  error,
}: PathFieldProps) {
  const [browsing, setBrowsing] = useState<PickRequest | null>(null);
  const [busy, setBusy] = useState(false);
  const browse = async (request: PickRequest) => {
    setBusy(true);
    try {
      const picked = await files.pick(request);
      if (!picked.native) setBrowsing(request);
      else if (picked.path !== null) onChange(picked.path);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <TextInput
        label={label}
        description={description}
        placeholder={placeholder}
        value={value}
        error={error}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onSubmit?.();
        }}
        inputContainer={(input) => (
          <div className={classes.row}>
            <div className={classes.input}>{input}</div>
            {picks.map((pick) => (
              <Button
                key={pick.what}
                variant="default"
                disabled={busy}
                onClick={() => void browse(pick)}
                aria-label={pick.button ? `${pick.button} Browse for a ${pick.what}: ${label}` : `Browse: ${label}`}
              >
                {pick.button ?? 'Browse…'}
              </Button>
            ))}
          </div>
        )}
      />
      {browsing && (
        <FileBrowser
          request={browsing}
          files={files}
          start={value}
          onClose={() => setBrowsing(null)}
          onPick={(path) => {
            onChange(path);
            setBrowsing(null);
          }}
        />
      )}
    </>
  );
}
