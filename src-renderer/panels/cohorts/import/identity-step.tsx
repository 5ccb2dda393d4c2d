import { Radio, Stack, Text } from '@mantine/core';
import { Note } from '#renderer/components/note.tsx';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';

/** What the wizard knows of names and dates; the key file is asked for only where they are replaced. */
export interface IdentityChoice {
  readonly replace: boolean;
  readonly keyFile: string;
}

interface IdentityStepProps {
  identity: IdentityChoice;
  onChange: (identity: IdentityChoice) => void;
}

/** Whether names and dates come in as they stand or replaced. */
export function IdentityStep({ identity, onChange }: IdentityStepProps) {
  return (
    <Stack gap="md">
      <Radio.Group
        label="Names and dates in these files"
        value={identity.replace ? 'replace' : 'keep'}
        onChange={(value) => onChange({ ...identity, replace: value === 'replace' })}
      >
        <Stack gap="xs" mt={6}>
          <Radio
            size="xs"
            value="keep"
            label="Keep them in this workspace"
            description="For data that are de-identified already, or may be kept as they are. Exports name patients by study code all the same."
          />
          <Radio
            size="xs"
            value="replace"
            label="Replace them while they are read"
            description="Patient identifiers become pseudonyms, also where they stand in other columns; all dates of a patient are shifted by the same secret number of days; UIDs are hashed. The workspace never holds the originals. Paths of files stay, since the scans are read where they are."
          />
        </Stack>
      </Radio.Group>
      {identity.replace && (
        <>
          <PathField
            files={files}
            picks={[
              { what: 'save', button: 'New…', title: 'Where the key file is to be', extensions: ['json'] },
              { what: 'file', button: 'Existing…', title: 'Choose the key file', extensions: ['json'] },
            ]}
            label="Key file"
            description="Made if it does not exist. The same key gives the same pseudonyms, so that later imports of these patients are joined."
            placeholder="/secure/study-key.json"
            value={identity.keyFile}
            onChange={(keyFile) => onChange({ ...identity, keyFile })}
          />
          <Note tone="warn">
            Whoever has this file can find out who the patients are. It must lie outside the workspace: keep it apart,
            and keep a copy.
          </Note>
        </>
      )}
      {!identity.replace && (
        <Text size="xs" c="dimmed">
          This cannot be changed afterwards for what was imported.
        </Text>
      )}
    </Stack>
  );
}

/** Why the choice cannot stand as it is; null where it can. */
export const identityProblem = ({ replace, keyFile }: IdentityChoice): string | null =>
  replace && keyFile.trim() === '' ? 'Say where the key file is to be.' : null;
