/** Why Hiera cannot say what a key has, in Puppet's words. That it has nothing is no error. */
export class HieraError extends Error {
  override readonly name: string = 'HieraError';
}

/** What is wrong with the data of a key: whoever looks the key up is told which one it was. */
export class DataFault extends HieraError {
  override readonly name = 'DataFault';
}
