export { editYamlTree } from './edit-yaml-tree.ts';
export { findProject, type ProjectSearch } from './find-project.ts';
export { type LoadedProject, loadProject, type ProjectOverrides, yamlProblems } from './load-project.ts';
export { memoryFiles } from './memory-files.ts';
export type { LogSettings, Module, Project, ProjectProblem } from './project.ts';
export { readPsychNumber } from './psych-number.ts';
export {
  checkShape,
  placeSuffix,
  type Shape,
  type ShapeFinding,
  type ShapeType,
  type ShapeVerdict,
  shapeMessage,
} from './shape.ts';
export { moduleAt } from './standalone.ts';
export { mapYamlScalar, plainMap, type TextMap, textMap } from './text-map.ts';
export { type Place, parseLikePsych, readYaml, type ValuePath, type YamlFault, type YamlText } from './yaml.ts';
export {
  readYamlTree,
  type YamlAlias,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
  type YamlSpan,
  type YamlStyle,
  type YamlTree,
  type YamlTreeFault,
  yamlEntry,
  yamlValue,
} from './yaml-tree.ts';
