import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// What messages advise must exist: options of the command, options of functions, functions and methods. Messages are found
// in the sources, so that a message that no test provokes is held to it as well.

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const sources = ['packages', 'apps']
  .flatMap((root) => readdirSync(join(ROOT, root)).map((name) => join(ROOT, root, name, 'src')))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ts$/.test(name) && !/\.(test|d)\.ts$|testing|conformance|generated/.test(name))
      .map((name) => join(folder, name)),
  )
  .map((path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));

const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
};

const flags = new Set<string>();
const optionKeys = new Set<string>();
const names = new Set<string>();
const messages: { readonly text: string; readonly where: string }[] = [];

/** Text of a literal; what is filled in becomes a single `…`. */
const textOf = (node: ts.Node): string | undefined => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
};

/** Sentences for people: several words, and no shader or style sheet. */
const isMessage = (text: string): boolean =>
  text.length > 30 && /[a-z]+ [a-z]+ /.test(text) && !/[;{}]\n|;$/.test(text);

for (const source of sources) {
  walk(source, (node) => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.arguments?.[0]) {
      const callee = node.expression.getText().split('.').at(-1)!;
      const first = textOf(node.arguments[0]);
      if (/^(option|requiredOption|Option|version|helpOption)$/.test(callee)) {
        for (const argument of node.arguments) {
          const text = textOf(argument);
          if (argument === node.arguments[0] || callee === 'version') {
            for (const [flag] of (text ?? '').matchAll(/--[a-z][a-z\d-]+/g)) flags.add(flag);
          }
        }
      }
      if (first === undefined) names.add(callee);
    }
    if ('name' in node && node.name && ts.isIdentifier(node.name as ts.Node)) {
      const name = (node.name as ts.Identifier).text;
      names.add(name);
      if (ts.isPropertySignature(node)) optionKeys.add(name);
    }
    if (ts.isImportSpecifier(node) || ts.isShorthandPropertyAssignment(node)) names.add(node.name.getText());
    const text = textOf(node);
    if (text !== undefined && /^\w+$/.test(text)) names.add(text);
    // Options that several commands share are declared apart.
    const [, declared] = /^(?:-\w, )?(--[a-z][a-z\d-]+) [<[]/.exec(text ?? '') ?? [];
    if (declared !== undefined) flags.add(declared);
    const isModule =
      ts.isImportDeclaration(node.parent ?? node) || ts.isExportDeclaration(node.parent ?? node);
    if (text !== undefined && !isModule && isMessage(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      messages.push({ text, where: `${source.fileName.slice(ROOT.length)}:${line + 1}` });
    }
  });
}
// Commander's own.
flags.add('--help').add('--version');

/** Everything that a pattern finds in messages and that is not known. */
const unknown = (pattern: RegExp, known: (found: string) => boolean): string[] =>
  messages.flatMap(({ text, where }) =>
    [...text.matchAll(pattern)]
      .map((match) => match[1]!)
      .filter((found) => !known(found))
      .map((found) => `${where}: ${found}`),
  );

describe('what messages advise exists', () => {
  it('there are messages to look at', () => {
    expect(messages.length).toBeGreaterThan(400);
    expect(flags.size).toBeGreaterThan(40);
  });

  it('options of the command', () => {
    expect(unknown(/(?<![\w-])(--[a-z][a-z\d-]+)/g, (flag) => flags.has(flag))).toEqual([]);
  });

  it('options of functions: { name: value }, name: value', () => {
    const known = (name: string): boolean => optionKeys.has(name);
    expect(unknown(/\{ ([a-z][a-zA-Z]*)(?=[:,} ])[^}]*\}/g, known)).toEqual([]);
    expect(unknown(/\b(?:[Uu]se|[Pp]ass|[Ss]et) ([a-z]\w*): /g, known)).toEqual([]);
  });

  it('functions, methods and whatever else has a name of its own', () => {
    const elsewhere = /\b(?:tf|torch|onnx)\.[\w.]+(?:\([^ ]*, \w+\))?|\b(?:sRGB|showDirectoryPicker)\b/g;
    const stripped = messages.map(({ text, where }) => ({ text: text.replace(elsewhere, ''), where }));
    const found = stripped.flatMap(({ text, where }) =>
      [
        ...text.matchAll(
          /(?<![\w./'-])((?<=\b(?:[Uu]se|[Cc]all|[Rr]aise|[Ll]eave|[Ss]et|[Pp]ass|[Ll]oad it with|and) )[a-z]+[A-Z][a-zA-Z\d]*(?!\w)|[a-z]\w*(?=\(\)))/g,
        ),
      ]
        .map((match) => match[1]!)
        .filter((name) => !names.has(name))
        .map((name) => `${where}: ${name}`),
    );
    expect(found).toEqual([]);
  });
});
