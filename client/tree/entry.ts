/** An item of a tree as it is shown, made by the pure models and handed to VS Code by `tree-view.ts`. */
export interface TreeEntry<T = unknown> {
  /** Unique in its tree, and the same for the same thing over refreshes, so that what is open stays open. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  /** A codicon's name. States differ in shape, not in colour alone. */
  readonly icon: string;
  /** A theme colour's id. */
  readonly color?: string;
  /** What a screen reader says: the label with everything that the icon shows. */
  readonly accessibleLabel: string;
  /** The `viewItem` of menus' `when` clauses. */
  readonly context: string;
  readonly children: 'none' | 'collapsed' | 'expanded';
  /** What happens when it is chosen. */
  readonly command?: string;
  readonly value: T;
}
