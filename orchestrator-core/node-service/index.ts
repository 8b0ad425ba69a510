export { type NodeMethods, type NodeServices, nodeMethods } from './node-methods.ts';
export { type Nodes, type NodesPorts, openNodes } from './open-nodes.ts';
