import type { VariableEntry } from '../../shared/core/variables.ts';
import { variableEntries } from '../../shared/service/variables.ts';
import { stackVariables } from '../aws/stack-variables.ts';
import { localVariables } from '../local/local-variables.ts';
import { markdownTable } from './markdown-table.ts';

/** Every environment variable as a Markdown table, for the README of `shared/service`. */
export function variableTable(): string {
  const rows = Object.entries<VariableEntry>({ ...localVariables, ...variableEntries }).map(([name, entry]) => {
    return [`\`${name}\``, entry.default, entry.meaning, onAws(name, entry)];
  });
  return markdownTable(['variable', 'default', 'meaning', 'on AWS'], rows);
}

function onAws(name: string, { deploys }: VariableEntry): string {
  if (deploys) return '`-c`';
  return name in stackVariables ? 'set by the stack' : '–';
}
