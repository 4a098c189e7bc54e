/** As much of markdown-it as a test reads. */
declare module 'markdown-it' {
  export interface Token {
    readonly type: string
    readonly content: string
    readonly children: readonly Token[] | null
  }
  export default class MarkdownIt {
    constructor(preset: 'commonmark' | 'default', options?: { readonly html?: boolean; readonly linkify?: boolean })
    enable(rules: readonly string[]): this
    parse(text: string, env: object): readonly Token[]
  }
}
