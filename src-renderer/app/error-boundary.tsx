import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { CopyText } from '#renderer/components/copy-text.tsx';

interface ErrorBoundaryProps {
  children: ReactNode;
}

/** What is shown instead of a part of the window that failed; the rest goes on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const report = `${error.name}: ${error.message}`;
    return (
      <Stack p="xl" maw={640} gap="sm" role="alert">
        <Title order={2} size="h4">
          This part of the window failed
        </Title>
        <Text size="sm">
          Your data are safe: they are kept by the main side, not by this window. Opening the part again usually helps.
        </Text>
        <Group gap={6} wrap="nowrap" align="flex-start">
          <Code block>{report}</Code>
          <CopyText text={`${report}\n${error.stack ?? ''}`} what="report" />
        </Group>
        <Group>
          <Button onClick={() => this.setState({ error: null })}>Open again</Button>
          <Button variant="default" onClick={() => window.location.reload()}>
            Reload the window
          </Button>
        </Group>
      </Stack>
    );
  }
}
