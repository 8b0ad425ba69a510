import type { Span } from '../syntax/ast.ts';

/** What a name can stand for outside the file that says it. */
export type DeclarationKind = 'function' | 'plan' | 'task' | 'class' | 'define' | 'type' | 'resource-type';

/** What Puppet Strings, a task's metadata or a YAML plan say about something, as Markdown. */
export interface Documentation {
  readonly text: string;
  /** `@summary`. */
  readonly summary?: string;
  /** `@return`. */
  readonly returns?: string;
  /** `@example`: its title and its code. */
  readonly examples?: readonly { readonly title: string; readonly code: string }[];
  /** `@api private`: not for other modules. */
  readonly isPrivate?: boolean;
  /** `@deprecated`, or the sentence that says what to use instead. */
  readonly deprecated?: string;
}

/** A parameter as callers see it. Texts are source text, so that a declaration can be kept on the disk as JSON. */
export interface ParameterDeclaration {
  /** Without `$`. */
  readonly name: string;
  /** A type expression; absent where any value will do. */
  readonly type?: string;
  /** Whether a caller may leave it out: it has a default, or for a task a type that accepts undef. */
  readonly isOptional: boolean;
  /** `*$rest`: takes all arguments that are left. */
  readonly captures?: boolean;
  /** The default as it is written. */
  readonly default?: string;
  readonly isSensitive?: boolean;
  /** Markdown. */
  readonly description?: string;
  /** Which keys a hash of options takes: all of them for a built-in function, those that `@option` names for others. */
  readonly options?: readonly OptionDeclaration[];
  /** Whether the hash takes other keys besides {@link options}: the parameters of a task or plan. */
  readonly takesOtherKeys?: boolean;
  /** Where its name stands in the file of the declaration, without `$`. */
  readonly span?: Span;
}

/** A key of a hash of options. */
export interface OptionDeclaration {
  /** As callers write it: `_catch_errors`, `limit`. */
  readonly name: string;
  /** Another name that does the same. */
  readonly alias?: string;
  /** A type expression; absent where nothing says. */
  readonly type?: string;
  /** Markdown. */
  readonly description?: string;
}

/** One way to call something: by position for functions, by name for everything else. */
export interface Signature {
  readonly parameters: readonly ParameterDeclaration[];
  /** The lambda that it takes: `type` is a `Callable[…]`, absent where any lambda will do. */
  readonly block?: { readonly type?: string; readonly isOptional: boolean };
  /** A type expression. */
  readonly returns?: string;
  /** What to do instead, where only this way to call a function is deprecated. */
  readonly deprecated?: string;
}

/** Where something comes from. */
export type Origin =
  | { readonly kind: 'file'; readonly path: string; readonly name: Span }
  | { readonly kind: 'built-in'; readonly by: 'Puppet' | 'Bolt' };

/** Something that has a name and can be used by it in other files. Plain data. */
export interface Declaration {
  readonly kind: DeclarationKind;
  /** Full name without a leading `::`; types capitalised (`Stdlib::Port`), everything else in lower case. */
  readonly name: string;
  /**
   * How it may be called: several for a function with several dispatches; one for plans, tasks, classes and defined
   * types. Empty where nothing is known about its arguments, and for types.
   */
  readonly signatures: readonly Signature[];
  /** Of a class: the names of all variables that its body sets, beside its parameters. */
  readonly variables?: readonly string[];
  /** The class that a class inherits from. */
  readonly inherits?: string;
  /** The type expression that an alias stands for. */
  readonly alias?: string;
  /** Of a type in a type set: the set. The names in its alias are looked for there first. */
  readonly typeSet?: string;
  /** Of a type set: the other sets that it refers to, by the names that it gives them. */
  readonly references?: Readonly<Record<string, string>>;
  readonly documentation?: Documentation;
  readonly origin: Origin;
  /** Where a function may be called; absent means everywhere. */
  readonly place?: 'plan' | 'catalog';
  /** Whether a task can be run in noop mode. */
  readonly supportsNoop?: boolean;
}
