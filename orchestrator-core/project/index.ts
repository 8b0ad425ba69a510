export type { Module, Project } from './project.ts';
