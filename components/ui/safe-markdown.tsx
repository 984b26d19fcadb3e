'use client';

import { Component, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import classes from './safe-markdown.module.css';
import { SafeText } from './safe-text.tsx';
import { visibleText } from './visible-characters.ts';

/** Past this many characters the text is drawn as it is: building a tree of it would stall the page. */
const MAX_CHARACTERS = 250_000;

const isWebAddress = (href: string | undefined): href is string => href !== undefined && /^(?:https?|mailto):/i.test(href);

/** Headings start below the page's own; links leave without a referrer and say where they go; images are named, never loaded. */
const COMPONENTS: Components = {
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
  a: ({ href, children }) =>
    isWebAddress(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={visibleText(href)}>
        {children}
      </a>
    ) : (
      <span title={href ? visibleText(href) : undefined}>{children}</span>
    ),
  img: ({ src, alt }) => (
    <span className={classes.image}>
      [image not loaded: {alt || 'no description'}
      {typeof src === 'string' && src ? `, ${visibleText(src.slice(0, 200))}` : ''}]
    </span>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must scroll by keyboard too
    <section className={classes.table} tabIndex={0} aria-label="Table">
      <table>{children}</table>
    </section>
  ),
  input: ({ checked }) => <span aria-hidden>{checked ? '☑ ' : '☐ '}</span>,
};

type MarkdownNode = { type: string; children?: MarkdownNode[] };

/** Raw HTML becomes the text that it is: a log that drops what it does not like hides something. */
const htmlAsText = () => (tree: MarkdownNode) => {
  const walk = (node: MarkdownNode) => {
    if (node.type === 'html') node.type = 'text';
    for (const child of node.children ?? []) walk(child);
  };
  walk(tree);
};

/** Markdown from an agent or a person: no raw HTML, no images, no scripts, hidden characters shown. */
export const SafeMarkdown = ({ text }: { text: string }) => {
  const plain = (
    <div className={classes.plain}>
      <SafeText text={text} multiline />
    </div>
  );
  if (text.length > MAX_CHARACTERS) return plain;
  return (
    <PlainWhenBroken plain={plain}>
      <div className={classes.markdown}>
        <ReactMarkdown remarkPlugins={[remarkGfm, htmlAsText]} rehypePlugins={[rehypeSanitize]} components={COMPONENTS}>
          {visibleText(text, '\t\n\r\u200d')}
        </ReactMarkdown>
      </div>
    </PlainWhenBroken>
  );
};

/** Markdown nested thousands deep overflows the renderer's stack; the text is then drawn as it is. */
class PlainWhenBroken extends Component<{ plain: ReactNode; children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? this.props.plain : this.props.children;
  }
}
