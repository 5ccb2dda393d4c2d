import { Note } from '#renderer/components/note.tsx';

const shown = 8;

export function ImportWarnings({ warnings }: { warnings: readonly { item: string; message: string }[] }) {
  if (warnings.length === 0) return null;
  return (
    <Note tone="warn">
      <ul>
        {warnings.slice(0, shown).map(({ item, message }) => (
          <li key={`${item} ${message}`}>
            {item !== '' && !message.startsWith(item) && <strong>{item}: </strong>}
            {message}
          </li>
        ))}
        {warnings.length > shown && <li>and {warnings.length - shown} more</li>}
      </ul>
    </Note>
  );
}
