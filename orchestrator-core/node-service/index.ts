export { type NodeMethods, type NodeServices, nodeMethods } from './node-methods.ts';
